namespace Sallyport.Detection.Canaries;

/// <summary>What a canary's token is a sign of.</summary>
public static class CanaryKinds
{
    /// <summary>The tenant's own planted text: somebody reads what no search gives away. Policy says what follows; it is recorded in any case.</summary>
    public static readonly FindingKind Own = new("canary");

    /// <summary>Another tenant's planted text. It is blocked whatever policy says.</summary>
    public static readonly FindingKind Breach = new("isolation.breach");
}
