namespace Sallyport.Policy.Cases;

/// <summary>An exchange, and what a policy should make of it.</summary>
public sealed record PolicyCase
{
    /// <summary>What the case shows, in a sentence.</summary>
    public required string Note { get; init; }

    /// <summary>Line in the file of cases, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>What guards' conditions may ask about.</summary>
    public required PlanContext Context { get; init; }

    /// <summary>The texts, input before output. System and developer texts are the instructions that output may not repeat.</summary>
    public required IReadOnlyList<CaseText> Texts { get; init; }

    /// <summary>The strictest action that is taken on any text: ignore where all pass without remark. Null where the case does not say.</summary>
    public GuardAction? Verdict { get; init; }

    /// <summary>The strictest action that guards which only observe would have taken. Null where the case does not say.</summary>
    public GuardAction? Observed { get; init; }

    /// <summary>Exactly the kinds of findings that guards take up. Null where the case does not say.</summary>
    public IReadOnlyList<string>? Findings { get; init; }
}
