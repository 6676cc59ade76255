using Sallyport.Retrieval.Library;
using Sallyport.Tenancy;

namespace Sallyport.Retrieval.Ingestion;

/// <summary>
/// Gives a completed document vectors by its tenant's embedder, beside those that its vector store is searched by until all its documents have them. One instance serves all tenants and
/// threads at once.
/// </summary>
internal sealed class DocumentEmbedding(
    IIngestionStore store, DocumentIngestion ingestion, StoreDocuments documents, IngestionOptions options, TimeProvider time)
{
    private const int Batch = 32;

    /// <summary>Works on a claimed file to its end, with the tenant's embedder.</summary>
    /// <exception cref="LostClaimException">The claim is lost.</exception>
    /// <exception cref="EmbeddingException">The embedder gave no vectors.</exception>
    public async Task RunAsync(TenantVault vault, Embedder embedder, IngestionClaim claim, CancellationToken cancellationToken)
    {
        using var key = await ingestion.UnwrapAsync(vault, claim.File.File, cancellationToken).ConfigureAwait(false) ?? throw new LostClaimException();
        var vectors = GC.AllocateArray<float>(Batch * embedder.Dimensions, pinned: true);
        try
        {
            for (var from = 0; ;)
            {
                var texts = await documents.ListTextsAsync(vault, claim.File.Store, claim.File.File, from, Batch, cancellationToken).ConfigureAwait(false);
                if (texts.Count == 0)
                {
                    break;
                }

                ChunkText[] found = [.. texts.Where(static text => !text.IsQuarantined)];
                await embedder.EmbedAsync(Array.ConvertAll(found, static text => text.Text), vectors, cancellationToken).ConfigureAwait(false);
                var rows = found.Select((text, row) => new SealedVector(
                    text.Ordinal,
                    ChunkSigns.SealVector(key, claim.File.Store, text.Ordinal, embedder.Name, vectors.AsSpan(row * embedder.Dimensions, embedder.Dimensions)))).ToList();
                if (!await store.WriteVectorsAsync(vault, claim, rows, embedder.Name, time.GetUtcNow() + options.Lease, cancellationToken).ConfigureAwait(false))
                {
                    throw new LostClaimException();
                }

                from = texts[^1].Ordinal + 1;
            }
        }
        finally
        {
            Array.Clear(vectors);
        }

        if (!await store.CompleteEmbeddingAsync(vault, claim, embedder.Name, cancellationToken).ConfigureAwait(false))
        {
            throw new LostClaimException();
        }
    }
}
