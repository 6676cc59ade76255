using Sallyport.Detection.Canaries;
using Sallyport.Retrieval;
using Sallyport.Retrieval.Library;
using Sallyport.Tenancy;

namespace Sallyport.Isolation.Checking;

/// <summary>
/// Searches for one tenant's sentinel, by its own text, in the other's vector stores, by the way of every search, its index and that index's cache included. That the way finds sentinels at all
/// is shown by the other's own, which has to be found wherever it is planted and ingested.
/// </summary>
/// <param name="stores">The tenants' vector stores.</param>
/// <param name="sentinels">What is planted, and where.</param>
/// <param name="key">By which canaries are known.</param>
/// <param name="search">Searches a vector store for texts, and gives the texts found.</param>
public sealed class SearchProbe(
    VectorStores stores, SentinelFiles sentinels, CanaryKey key,
    Func<TenantVault, VectorStoreId, IReadOnlyList<string>, CancellationToken, Task<IReadOnlyList<string>>> search) : IsolationProbe
{
    private const int MostStores = 4;

    /// <inheritdoc/>
    public override string Name => "searches";

    /// <inheritdoc/>
    public override async ValueTask ProbeAsync(IsolationPair pair, ProbeTally tally, CancellationToken cancellationToken)
    {
        var listed = await stores.ListAsync(pair.Other, new ListWindow<VectorStoreId>(MostStores) { IsDescending = true }, cancellationToken).ConfigureAwait(false);
        var own = sentinels.TextOf(pair.Other.Tenant);
        foreach (var store in listed.Items)
        {
            // Asked before: what is ingested meanwhile needn't have been found.
            var isIngested = await sentinels.IsIngestedAsync(pair.Other, store.Id, cancellationToken).ConfigureAwait(false);
            IReadOnlyList<string> found;
            try
            {
                found = await search(pair.Other, store.Id, [sentinels.TextOf(pair.Owner.Tenant), own], cancellationToken).ConfigureAwait(false);
            }
            catch (RetrievalException)
            {
                // Expired or deleted: there is nothing in it any more.
                continue;
            }

            tally.Try(!found.Any(text => HoldsForeign(text, pair.Other.Tenant)), "a search found another tenant's sentinel");
            if (isIngested && !found.Contains(own))
            {
                throw new InvalidOperationException("A search doesn't find the sentinel that it has to find, so that it finds no other's tells nothing.");
            }
        }
    }

    private bool HoldsForeign(string text, TenantId tenant)
    {
        Span<byte> token = stackalloc byte[CanaryToken.ByteLength];
        for (var at = text.IndexOf(CanaryToken.Opening, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(CanaryToken.Opening, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            token.Clear();
            if (CanaryToken.TryRead(text.AsSpan(at), token, out _) == true && key.OwnerOf(token) is { } owner && owner != tenant)
            {
                return true;
            }
        }

        return false;
    }
}
