using Sallyport.Text;

namespace Sallyport.Policy;

/// <summary>One rule: these findings, in these places, lead to this action. Immutable.</summary>
public sealed record PolicyGuard
{
    /// <summary>The name, unique in the policy: it stands in verdicts, metrics and the ledger.</summary>
    public required string Name { get; init; }

    /// <summary>Kinds or families of findings (<c>pii</c> covers <c>pii.email</c>); <c>any</c> covers all.</summary>
    public required IReadOnlyList<string> Findings { get; init; }

    /// <summary>What follows.</summary>
    public required GuardAction Action { get; init; }

    /// <summary>Whether it acts.</summary>
    public required GuardMode Mode { get; init; }

    /// <summary>Which ways it looks.</summary>
    public required IReadOnlyList<GuardDirection> Directions { get; init; }

    /// <summary>Whose words it reads on their way in; empty for everybody's.</summary>
    public IReadOnlyList<Origin> Origins { get; init; } = [];

    /// <summary>Which texts of an answer it reads; empty for all.</summary>
    public IReadOnlyList<ChannelKind> Channels { get; init; } = [];

    /// <summary>The least score of a finding it takes up.</summary>
    /// <value>0 to 1. The default is 0.5.</value>
    public double MinScore { get; init; } = DefaultMinScore;

    /// <summary>How readily it takes up kinds that a trained model finds, in place of a least score for these; null for none.</summary>
    public Sensitivity? Sensitivity { get; init; }

    /// <summary>Other least scores for some origins.</summary>
    public IReadOnlyDictionary<Origin, double> MinScoreByOrigin { get; init; } = new Dictionary<Origin, double>();

    /// <summary>For which exchanges it holds; null for all.</summary>
    public GuardCondition? When { get; init; }

    /// <summary>What becomes of a segment in a form that no detector reads; null for what the policy says of that form.</summary>
    public GapAction? OnUninspectable { get; init; }

    /// <summary>What becomes of a segment whose detector failed.</summary>
    public GapAction OnUnreachable { get; init; } = GapAction.Block;

    internal const double DefaultMinScore = 0.5;

    internal bool Covers(GuardPlace place) =>
        Directions.Contains(place.Direction)
        && (place.Direction == GuardDirection.Output
            ? Channels.Count == 0 || Channels.Contains(place.Channel)
            : Origins.Count == 0 || Origins.Contains(place.Origin));

    internal double ThresholdFor(Origin origin) => MinScoreByOrigin.TryGetValue(origin, out var score) ? score : MinScore;
}
