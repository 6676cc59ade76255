namespace Sallyport.Detection.PromptLeak;

/// <summary>
/// Finds output that repeats the exchange's system or developer instructions at length: at least 12 words and 60 characters in a row,
/// whatever their case, spacing and punctuation. It begins to hold at the third word of what the instructions hold too, so that the first
/// two words of a leak have left. Misses paraphrases, translations, and copies in which every few words are changed.
/// </summary>
public sealed class PromptLeakDetector : Detector
{
    /// <summary>More than this between two words breaks a sequence.</summary>
    internal const int LongestGap = 64;

    /// <summary>A longer word breaks a sequence.</summary>
    internal const int LongestWord = 64;

    internal static readonly FindingKind Kind = new("leak.system_prompt");

    /// <inheritdoc/>
    public override string Name => "prompt_leak";

    /// <inheritdoc/>
    public override IReadOnlyList<FindingKind> Kinds { get; } = [Kind];

    /// <inheritdoc/>
    public override int LookBack => 0;

    /// <inheritdoc/>
    public override int LookAhead => InstructionGrams.LeastWords * (LongestWord + LongestGap);

    /// <inheritdoc/>
    public override Scanner? Open(InspectionScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return scope.Instructions.Count > 0 && InstructionGrams.Of(scope.Instructions) is { } grams ? new PromptLeakScanner(grams) : null;
    }
}
