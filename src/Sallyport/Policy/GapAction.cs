namespace Sallyport.Policy;

/// <summary>What becomes of a segment that a guard wanted inspected and that no detector has read.</summary>
public enum GapAction
{
    /// <summary>It passes, recorded as what it is.</summary>
    Pass,

    /// <summary>It is blocked where the guard is enforced.</summary>
    Block,
}
