namespace Sallyport.Policy;

/// <summary>Whether a guard acts.</summary>
public enum GuardMode
{
    /// <summary>It records what it would have done.</summary>
    Observe,

    /// <summary>It does it.</summary>
    Enforce,
}
