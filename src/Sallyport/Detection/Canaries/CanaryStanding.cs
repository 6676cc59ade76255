namespace Sallyport.Detection.Canaries;

/// <summary>Whose token was read.</summary>
public enum CanaryStanding
{
    /// <summary>Nobody's: this instance didn't make it.</summary>
    Forged,

    /// <summary>The tenant's own, whose text is inspected.</summary>
    Own,

    /// <summary>Another tenant's.</summary>
    Foreign,
}
