namespace Sallyport.Tenancy;

/// <summary>Whether a tenant may use the gateway.</summary>
public enum TenantState
{
    /// <summary>Its keys work.</summary>
    Active,

    /// <summary>Its keys are refused; nothing is lost.</summary>
    Suspended,

    /// <summary>Its data key is destroyed for good. Only the identifier and the ledger's proofs remain.</summary>
    Deleted,
}
