using Sallyport.Gateway.RemoteGuards;
using Sallyport.Pipeline;
using Sallyport.Text;

namespace Sallyport.Gateway.Exchanges;

/// <content>What guard models are asked about, and what they say.</content>
internal sealed partial class AnswerGuards
{
    private static readonly ChannelKind[] Kinds = Enum.GetValues<ChannelKind>();

    private readonly Dictionary<AnswerChannel, RemoteJudgement> _remote = [];

    /// <summary>Whether remote guards are asked about the answer once it is whole.</summary>
    public static bool AsksRemotes(ExchangeScope scope) => Array.Exists(Kinds, kind => scope.Plans.ForOutput(kind).Remotes.Count > 0);

    /// <summary>Whether nothing of the answer may leave before they have been.</summary>
    public static bool HoldsForRemotes(ExchangeScope scope) => Array.Exists(Kinds, kind => scope.Plans.ForOutput(kind).HoldsForRemotes);

    /// <summary>The answer's texts that remote guards are asked about; places are those of <see cref="Channels"/>. To be asked for once all are complete.</summary>
    public IEnumerable<RemoteText> RemoteTexts()
    {
        for (var i = 0; i < _inOrder.Count; i++)
        {
            var plan = scope.Plans.ForOutput(_inOrder[i].Id.Kind);
            if (plan.Remotes.Count > 0 && _inOrder[i] is { IsStructure: false, Length: > 0 })
            {
                yield return new(i, plan, _inOrder[i].ForOthers().AsMemory());
            }
        }
    }

    /// <summary>Takes in what remote guards said of the texts; <see cref="BlockedBy"/> tells whether the answer may leave.</summary>
    public void Take(IReadOnlyList<RemoteVerdict> verdicts)
    {
        foreach (var said in verdicts.GroupBy(static verdict => verdict.Text))
        {
            var channel = _inOrder[said.Key];
            var judged = RemoteJudgement.Of(scope.Plans.ForOutput(channel.Id.Kind), channel.Original.Span, said, scope.Allowance);
            _remote[channel] = judged;
            BlockedBy ??= judged.BlockedBy;
        }
    }
}
