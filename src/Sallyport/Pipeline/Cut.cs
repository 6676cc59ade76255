namespace Sallyport.Pipeline;

/// <summary>Where a channel ends: from this offset on nothing leaves.</summary>
/// <param name="Offset">UTF-16 code units of the text as it came.</param>
/// <param name="Guard">The guard that cut it.</param>
/// <param name="Finding">What it was cut for, or null where a detector that had to answer did not.</param>
public sealed record Cut(int Offset, string Guard, JudgedFinding? Finding)
{
    /// <summary>What went over a bound, in words for the operator; null where the finding itself is the reason.</summary>
    public string? Reason { get; init; }
}
