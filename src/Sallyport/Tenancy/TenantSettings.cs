namespace Sallyport.Tenancy;

/// <summary>What an administrator sets for a tenant. Immutable.</summary>
public sealed record TenantSettings
{
    /// <summary>No limits, nothing recorded, batched ledger.</summary>
    public static TenantSettings Standard { get; } = new();

    /// <summary>Limits over all of the tenant's keys together.</summary>
    public CallLimits Limits { get; init; } = CallLimits.None;

    /// <summary>Whether the content of exchanges is kept, encrypted in the tenant's vault, for 30 days.</summary>
    /// <value>The default is false.</value>
    public bool Recording { get; init; }

    /// <summary>Whether an exchange's ledger entry is durable before its answer is released.</summary>
    /// <value>The default is false: durable at most 50 ms later.</value>
    public bool StrictLedger { get; init; }
}
