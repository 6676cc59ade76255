using Sallyport.Pipeline;
using Sallyport.Policy;

namespace Sallyport.Hosting;

/// <summary>What guards made of one exchange. Holds kinds, offsets and names, and none of the text.</summary>
public sealed record GuardReport
{
    /// <summary>The exchange.</summary>
    public required ExchangeId Exchange { get; init; }

    /// <summary>The strictest action that was taken; ignore where everything passed without remark.</summary>
    public required GuardAction Verdict { get; init; }

    /// <summary>The guard that blocked; null where none did.</summary>
    public string? BlockedBy { get; init; }

    /// <summary>What was found on the way to the model, observing guards' findings included: of both ways together the first 500.</summary>
    public required IReadOnlyList<JudgedFinding> Input { get; init; }

    /// <summary>What was found on the way back.</summary>
    public required IReadOnlyList<JudgedFinding> Output { get; init; }

    /// <summary>How many texts, images and the like ended in each state, both ways.</summary>
    public required IReadOnlyDictionary<Coverage, int> Coverage { get; init; }
}
