using Sallyport.Tenancy;

namespace Sallyport.Issuance;

/// <summary>Keeps which opaque items a tenant was given, as keyed digests. Implementations are safe for concurrent use by several processes.</summary>
public interface IIssuedItemStore
{
    /// <summary>Keeps digests until they expire; one that is there already stays for the longer time. What a deleted tenant was given is not kept.</summary>
    Task KeepAsync(TenantVault vault, IReadOnlyCollection<byte[]> digests, DateTimeOffset expires, CancellationToken cancellationToken);

    /// <summary>Until when the tenant's digest is kept; null where it isn't, or no more.</summary>
    Task<DateTimeOffset?> FindAsync(TenantVault vault, byte[] digest, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Removes what has expired, of all tenants, and of each tenant what goes beyond a number: what expires first goes first.</summary>
    /// <returns>How many digests went.</returns>
    Task<long> PurgeAsync(DateTimeOffset now, long mostPerTenant, CancellationToken cancellationToken);
}
