namespace Sallyport.Policy;

/// <summary>What a plan says of one finding.</summary>
/// <param name="Action">What the guard would do.</param>
/// <param name="IsEnforced">False where the guard only observes: then the action is recorded and nothing is done.</param>
/// <param name="Guard">The name of the guard in the policy; null where no guard asks for this kind.</param>
public readonly record struct Judgement(GuardAction Action, bool IsEnforced, string? Guard);
