using Sallyport.Tenancy;
using Sallyport.Text;

namespace Sallyport.Recording;

/// <summary>
/// Keeps the content of exchanges for tenants that have switched recording on: each text once, sealed in the tenant's vault, for 30 days
/// after its last use. Safe for concurrent use.
/// </summary>
public sealed class Recorder(IRecordingStore store, TimeProvider time)
{
    /// <summary>How long content is kept after its last use.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(30);

    private const int MaxIdLength = 64;

    /// <summary>Records an exchange's segments. The caller has looked whether the tenant wants it.</summary>
    /// <param name="vault">The tenant's vault.</param>
    /// <param name="exchange">The exchange's identifier, 1 to 64 characters.</param>
    /// <param name="segments">The segments in the order in which they came; positions are counted anew.</param>
    /// <param name="cancellationToken">Gives up; then nothing is kept.</param>
    public Task RecordAsync(TenantVault vault, string exchange, IReadOnlyList<Segment> segments, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(exchange);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(exchange.Length, MaxIdLength, nameof(exchange));
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var recorded = new RecordedSegment[segments.Count];
        for (var i = 0; i < recorded.Length; i++)
        {
            recorded[i] = new RecordedSegment(i, segments[i].Origin, segments[i].Form, SegmentSeal.Hash(vault, segments[i].Text.Span));
        }

        return store.WriteAsync(
            vault,
            new RecordedExchange(exchange, now, now + Retention, recorded),
            vault.RecordHeader,
            segment => SegmentSeal.Seal(vault, segment.Hash, segments[(int)segment.Position].Text.Span),
            cancellationToken);
    }

    /// <summary>The tenant's latest recorded exchanges, newest first, without segments and texts; at most 1,000.</summary>
    public Task<IReadOnlyList<RecordedExchange>> ListAsync(TenantVault vault, int most, CancellationToken cancellationToken) =>
        store.ListAsync(vault, Math.Clamp(most, 1, 1000), cancellationToken);

    /// <summary>What is recorded of an exchange, without its texts; null where nothing is.</summary>
    public Task<RecordedExchange?> FindAsync(TenantVault vault, string exchange, CancellationToken cancellationToken) =>
        store.FindAsync(vault, exchange, cancellationToken);

    /// <summary>Opens the texts of a recorded exchange: for <see cref="ContentLooks"/>, which ledgers the look first, and to try an exemplar, which ledgers its counts and shows no text.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A text was altered.</exception>
    internal async Task<RecordingLook> OpenAsync(TenantVault vault, RecordedExchange found, CancellationToken cancellationToken)
    {
        var texts = new List<RecordedText>(found.Segments.Count);
        foreach (var segment in found.Segments)
        {
            var box = await store.ReadTextAsync(vault, segment.Hash, cancellationToken).ConfigureAwait(false);
            texts.Add(new RecordedText(
                segment.Position, segment.Origin, segment.Form, box is null ? null : await SegmentSeal.OpenAsync(vault, segment.Hash, box, cancellationToken).ConfigureAwait(false)));
        }

        return new RecordingLook(found, texts);
    }

    /// <summary>Removes what has expired. To be called now and then, by any one server.</summary>
    public Task<RecordingPurge> PurgeAsync(CancellationToken cancellationToken) => store.PurgeAsync(time.GetUtcNow(), cancellationToken);
}
