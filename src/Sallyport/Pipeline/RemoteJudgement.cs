using Sallyport.Detection;
using Sallyport.Policy;

namespace Sallyport.Pipeline;

/// <summary>
/// What follows from all that remote guards said of one text. They say that a text is bad, not where in it: so what a guard would mask or redact is
/// blocked. Immutable once made.
/// </summary>
public sealed class RemoteJudgement
{
    private readonly List<string> _unreachable = [];

    private RemoteJudgement(FindingAllowance allowance) => Findings = new(allowance);

    /// <summary>What was found, each finding on the whole text.</summary>
    public FindingTally Findings { get; }

    /// <summary>The guard that blocks the text; null where none does.</summary>
    public string? BlockedBy { get; private set; }

    /// <summary>The remote guards that could not be asked, as detectors are named.</summary>
    public IReadOnlyList<string> Unreachable => _unreachable;

    /// <summary>Judges.</summary>
    /// <param name="plan">The text's plan.</param>
    /// <param name="text">The text as it came.</param>
    /// <param name="verdicts">What was said of it.</param>
    /// <param name="allowance">How many findings the exchange may still keep whole.</param>
    public static RemoteJudgement Of(GuardPlan plan, ReadOnlySpan<char> text, IEnumerable<RemoteVerdict> verdicts, FindingAllowance allowance)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(verdicts);
        var judged = new RemoteJudgement(allowance);
        foreach (var verdict in verdicts)
        {
            if (verdict.Scores is null)
            {
                judged._unreachable.Add(verdict.Detector);
                judged.BlockedBy ??= verdict.IsBySender ? plan.Coverage.GuardAgainstSender(verdict.Detector) : plan.Coverage.GuardAgainst(verdict.Detector);
                continue;
            }

            foreach (var (kind, score) in verdict.Scores)
            {
                judged.Take(plan, new(kind, new(0, text.Length), score, verdict.Detector), text);
            }
        }

        return judged;
    }

    private void Take(GuardPlan plan, in Finding finding, ReadOnlySpan<char> text)
    {
        var judgement = plan.Judge(finding, text);
        if (judgement.Action == GuardAction.Ignore)
        {
            return;
        }

        if (judgement.IsActing)
        {
            judgement = judgement with { Action = GuardAction.Block };
            BlockedBy ??= judgement.Guard;
        }

        Findings.Add(new(finding, judgement));
    }
}
