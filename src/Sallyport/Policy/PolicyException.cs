namespace Sallyport.Policy;

/// <summary>A value that is not to be acted on although a detector finds it: a false positive, or a number that may be told. Always ends.</summary>
public sealed record PolicyException
{
    /// <summary>The kinds or families of findings that it excuses.</summary>
    public required IReadOnlyList<string> Findings { get; init; }

    /// <summary>The guards that it holds for; empty for all.</summary>
    public IReadOnlyList<string> Guards { get; init; } = [];

    /// <summary>The value, by its digest.</summary>
    public required ValueDigest Value { get; init; }

    /// <summary>Why, for whoever reviews the policy.</summary>
    public required string Reason { get; init; }

    /// <summary>When it stops to hold.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>Where it stands in the policy's text, from 1, to name it in a record.</summary>
    public required int Line { get; init; }
}
