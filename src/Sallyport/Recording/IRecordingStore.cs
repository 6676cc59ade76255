using Sallyport.Tenancy;

namespace Sallyport.Recording;

/// <summary>Keeps recorded content, for whoever holds the tenant's vault. Implementations are safe for concurrent use by several processes.</summary>
public interface IRecordingStore
{
    /// <summary>Writes an exchange and those of its texts that are not kept yet, all or nothing. An exchange that is there already is left as it is.</summary>
    /// <param name="vault">The tenant's vault.</param>
    /// <param name="exchange">The exchange.</param>
    /// <param name="header">What a text begins with that is sealed as it would be now; a kept one that begins otherwise is of an earlier month and is sealed anew, so that it outlives that month.</param>
    /// <param name="seal">Seals the text of a segment; called only for texts that are not kept so yet.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task WriteAsync(TenantVault vault, RecordedExchange exchange, byte[] header, Func<RecordedSegment, byte[]> seal, CancellationToken cancellationToken);

    /// <summary>An exchange, or null.</summary>
    Task<RecordedExchange?> FindAsync(TenantVault vault, string exchange, CancellationToken cancellationToken);

    /// <summary>The tenant's latest exchanges, newest first, without their segments.</summary>
    Task<IReadOnlyList<RecordedExchange>> ListAsync(TenantVault vault, int most, CancellationToken cancellationToken);

    /// <summary>A sealed text, or null.</summary>
    Task<byte[]?> ReadTextAsync(TenantVault vault, byte[] hash, CancellationToken cancellationToken);

    /// <summary>Removes what has expired, of all tenants: it needs no vault, since it reads no content.</summary>
    Task<RecordingPurge> PurgeAsync(DateTimeOffset now, CancellationToken cancellationToken);
}
