using Sallyport.Detection;

namespace Sallyport.Gateway.Moderations;

/// <summary>
/// A category of an answer and the findings that it is judged by. OpenAI's names come first. Of those that no detector in use can find (docs/guide/moderation.md)
/// the answer says that they were applied to no input, and gives no value for them.
/// </summary>
/// <param name="Name">As it stands in the answer.</param>
/// <param name="Kinds">Kinds or families of findings: the highest score of any counts.</param>
internal sealed record ModerationCategory(string Name, params IReadOnlyList<string> Kinds)
{
    /// <summary>All of them, in the order in which an answer names them. <c>injection</c> is no category of OpenAI's; its clients leave it alone.</summary>
    public static IReadOnlyList<ModerationCategory> All { get; } =
    [
        new("harassment", "toxicity.insult", "toxicity.abuse"),
        new("harassment/threatening", "toxicity.threat"),
        new("hate", "toxicity.hate"),
        new("hate/threatening"),
        new("illicit", "harmful.request"),
        new("illicit/violent"),
        new("self-harm", "toxicity.self_harm"),
        new("self-harm/intent"),
        new("self-harm/instructions"),
        new("sexual", "toxicity.sexual"),
        new("sexual/minors"),
        new("violence"),
        new("violence/graphic"),
        new("injection", "injection"),
    ];

    /// <summary>Whether only a key that may know why a guard acts is told of it: scores would help anybody else to find what passes.</summary>
    public bool NeedsExplain => Name == "injection";

    /// <summary>Whether a finding counts for it.</summary>
    public bool Takes(FindingKind kind)
    {
        foreach (var name in Kinds)
        {
            if (kind.IsUnder(name))
            {
                return true;
            }
        }

        return false;
    }
}
