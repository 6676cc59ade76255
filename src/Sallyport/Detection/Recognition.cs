using Sallyport.Text;

namespace Sallyport.Detection;

/// <summary>What an <see cref="AnchoredDetector"/> says of one anchor. Offsets are into <see cref="Candidate.Text"/>.</summary>
public readonly record struct Recognition
{
    internal enum Outcome
    {
        Nothing,
        Found,
        Undecided,
    }

    internal Outcome Result { get; private init; }

    internal FindingKind Kind { get; private init; }

    internal TextSpan Span { get; private init; }

    internal float Score { get; private init; }

    /// <summary>Not a finding. The search goes on at <paramref name="resumeAt"/>, which must lie after the anchor and depend on the text alone.</summary>
    public static Recognition Nothing(int resumeAt) => new() { Result = Outcome.Nothing, Span = new(resumeAt, resumeAt) };

    /// <summary>A finding. The search goes on after its end.</summary>
    public static Recognition Found(FindingKind kind, TextSpan span, float score) =>
        new() { Result = Outcome.Found, Kind = kind, Span = span, Score = score };

    /// <summary>More text could change the answer. Not allowed where <see cref="Candidate.IsComplete"/>.</summary>
    /// <param name="from">Where the finding could begin; text before it is not held back.</param>
    public static Recognition Undecided(int from) => new() { Result = Outcome.Undecided, Span = new(from, from) };
}
