namespace Sallyport.Policy;

/// <summary>What a plan says of one finding.</summary>
/// <param name="Action">What the guard would do.</param>
/// <param name="IsEnforced">False where the guard only observes: then the action is recorded and nothing is done.</param>
/// <param name="Guard">The name of the guard in the policy; null where no guard asks for this kind.</param>
public readonly record struct Judgement(GuardAction Action, bool IsEnforced, string? Guard)
{
    /// <summary>Whether the text leaves otherwise than it came, or not at all.</summary>
    public bool IsActing => IsEnforced && Action >= GuardAction.Mask;

    /// <summary>What a guard that only observes would have done beyond <see cref="Action"/>; ignore where there is none.</summary>
    public GuardAction Observed { get; init; }

    /// <summary>The name of the guard that <see cref="Observed"/> is of.</summary>
    public string? ObservedBy { get; init; }

    /// <summary>The line in the policy of the exception that excused the finding from a guard; null where none did.</summary>
    public int? Exception { get; init; }
}
