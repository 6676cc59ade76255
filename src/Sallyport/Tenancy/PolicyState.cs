namespace Sallyport.Tenancy;

/// <summary>Where a version of a tenant's policy stands.</summary>
public enum PolicyState
{
    /// <summary>Written, never in force.</summary>
    Draft,

    /// <summary>In force. A tenant has at most one.</summary>
    Active,

    /// <summary>Was in force, and may be again.</summary>
    Retired,
}
