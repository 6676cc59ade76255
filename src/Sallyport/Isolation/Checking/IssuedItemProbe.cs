using System.Security.Cryptography;
using Sallyport.Issuance;

namespace Sallyport.Isolation.Checking;

/// <summary>Probes what is known of opaque items: one that a tenant was given isn't known to another, neither by its own digest nor by the first one's. Notes an item for a minute to do so.</summary>
public sealed class IssuedItemProbe(IIssuedItemStore store, TimeProvider time) : IsolationProbe
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public override string Name => "issued items";

    /// <inheritdoc/>
    public override async ValueTask ProbeAsync(IsolationPair pair, ProbeTally tally, CancellationToken cancellationToken)
    {
        var item = RandomNumberGenerator.GetBytes(16);
        var now = time.GetUtcNow();
        var (digest, others) = (IssuedItems.DigestOf(pair.Owner, item), IssuedItems.DigestOf(pair.Other, item));
        await store.KeepAsync(pair.Owner, [digest], now + Life, cancellationToken).ConfigureAwait(false);
        tally.Try(!digest.AsSpan().SequenceEqual(others), "two tenants' digests of an item are alike");
        tally.Try(await store.FindAsync(pair.Other, digest, now, cancellationToken).ConfigureAwait(false) is null, "another tenant's item is known by its digest");
        tally.Try(await store.FindAsync(pair.Other, others, now, cancellationToken).ConfigureAwait(false) is null, "another tenant's item is known");
    }
}
