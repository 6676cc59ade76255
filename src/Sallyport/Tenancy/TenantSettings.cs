namespace Sallyport.Tenancy;

/// <summary>What an administrator sets for a tenant. Immutable.</summary>
public sealed record TenantSettings
{
    /// <summary>No limits, nothing recorded, batched ledger.</summary>
    public static TenantSettings Standard { get; } = new();

    /// <summary>Limits over all of the tenant's keys together.</summary>
    public CallLimits Limits { get; init; } = CallLimits.None;

    /// <summary>How many megabytes (of 1,048,576 bytes) of files the tenant may keep for retrieval, as they were uploaded and 4 KB more for each; null for no limit.</summary>
    /// <value>1 or more. The default is null.</value>
    public long? StoredMegabytes { get; init; }

    /// <summary><see cref="StoredMegabytes"/> in bytes.</summary>
    public long? StoredBytes => StoredMegabytes * (1L << 20);

    /// <summary>Whether the content of exchanges is kept, encrypted in the tenant's vault, for 30 days.</summary>
    /// <value>The default is false.</value>
    public bool Recording { get; init; }

    /// <summary>Whether an exchange's ledger entry is durable before its answer is released.</summary>
    /// <value>The default is false: durable at most 50 ms later.</value>
    public bool StrictLedger { get; init; }

    internal void Check()
    {
        Limits.Check();
        if (StoredMegabytes is < 1 or > 1L << 40)
        {
            throw new TenancyException(TenancyFailure.Invalid, "A limit of stored megabytes is at least 1; leave it out for no limit.");
        }
    }
}
