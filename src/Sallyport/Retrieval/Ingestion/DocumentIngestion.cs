using System.Security.Cryptography;
using System.Text;
using Sallyport.Retrieval.Chunking;
using Sallyport.Retrieval.Index;
using Sallyport.Retrieval.Library;
using Sallyport.Retrieval.Reading;
using Sallyport.Tenancy;

namespace Sallyport.Retrieval.Ingestion;

/// <summary>
/// Makes one document searchable: reads it, cuts it, inspects each chunk, embeds and seals it. Chunks are written as they are made, so memory holds the document's text and some
/// chunks, and are seen by nobody before the last one is written. One instance serves all tenants and threads at once.
/// </summary>
internal sealed class DocumentIngestion(
    IIngestionStore store, FileLibrary files, IFileStore keys, DocumentReader reader, ChunkInspector inspector, IngestionOptions options, TimeProvider time)
{
    private const int Batch = 32;

    /// <summary>Works on a claimed file to its end, with the tenant's embedder.</summary>
    /// <returns>Why it can't be ingested; null where it was.</returns>
    /// <exception cref="LostClaimException">The claim is lost.</exception>
    /// <exception cref="EmbeddingException">The embedder gave no vectors.</exception>
    public async Task<IngestionFailure?> RunAsync(TenantVault vault, Embedder embedder, IngestionClaim claim, CancellationToken cancellationToken)
    {
        var file = claim.File.File;
        if (await files.FindAnyAsync(vault, file, cancellationToken).ConfigureAwait(false) is not { } stored
            || await ReadAsync(vault, stored, cancellationToken).ConfigureAwait(false) is not { } reading
            || await UnwrapAsync(vault, file, cancellationToken).ConfigureAwait(false) is not { } key)
        {
            // It is being deleted, and its row with it.
            throw new LostClaimException();
        }

        using (key)
        {
            if (reading.HasFailed)
            {
                return new IngestionFailure(
                    new IngestionError(reading.Failure.LastErrorCode, reading.Failure.Message), IsFinal: reading.Failure.Code != DocumentFailureCode.Unreadable);
            }

            var chunks = Chunker.Cut(reading.Passages, claim.File.Chunking).Take(options.MaxChunks + 1).ToList();
            if (chunks.Count == 0 || chunks.Count > options.MaxChunks)
            {
                var message = chunks.Count == 0 ? "There is no text in the document." : $"The document has more than {options.MaxChunks:N0} chunks.";
                return new IngestionFailure(new IngestionError(IngestionError.InvalidFile, message), IsFinal: true);
            }

            await WriteAsync(vault, embedder, claim, key, chunks, cancellationToken).ConfigureAwait(false);
            return null;
        }
    }

    /// <summary>The file's key, or null where it is destroyed.</summary>
    public async Task<DocumentKey?> UnwrapAsync(TenantVault vault, FileId file, CancellationToken cancellationToken)
    {
        var wrapped = await keys.ReadKeysAsync(vault, [file], cancellationToken).ConfigureAwait(false);
        return wrapped.TryGetValue(file, out var box) ? DocumentKey.Unwrap(vault, file, box) : null;
    }

    private async Task<DocumentReading?> ReadAsync(TenantVault vault, StoredFile stored, CancellationToken cancellationToken)
    {
        var content = await files.OpenAnyAsync(vault, stored.Id, cancellationToken).ConfigureAwait(false);
        if (content is null)
        {
            return null;
        }

        await using (content.ConfigureAwait(false))
        {
            return await reader.ReadAsync(content, stored.Name, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WriteAsync(TenantVault vault, Embedder embedder, IngestionClaim claim, DocumentKey key, List<Chunk> chunks, CancellationToken cancellationToken)
    {
        Require(await store.BeginAsync(vault, claim, chunks.Count, cancellationToken).ConfigureAwait(false));
        var usage = 0L;
        var vectors = GC.AllocateArray<float>(Batch * embedder.Dimensions, pinned: true);
        try
        {
            foreach (var some in chunks.Chunk(Batch))
            {
                var texts = await InspectAsync(vault, claim.File.File, some, cancellationToken).ConfigureAwait(false);
                string[] found = [.. texts.Where(static text => !text.IsQuarantined).Select(static text => text.Text)];
                await embedder.EmbedAsync(found, vectors, cancellationToken).ConfigureAwait(false);
                var chunksToWrite = Seal(vault, embedder, claim.File.Store, key, texts, vectors, ref usage);
                Require(await store.WriteAsync(vault, claim, chunksToWrite, embedder.Name, time.GetUtcNow() + options.Lease, cancellationToken).ConfigureAwait(false));
            }
        }
        finally
        {
            Array.Clear(vectors);
        }

        Require(await store.CompleteAsync(vault, claim, embedder.Name, usage, cancellationToken).ConfigureAwait(false));
    }

    private async Task<List<ChunkText>> InspectAsync(TenantVault vault, FileId file, Chunk[] chunks, CancellationToken cancellationToken)
    {
        // What Sallyport itself has written is found whatever policy says of canaries.
        var isSentinel = SentinelFile.Is(vault, file);
        var texts = new List<ChunkText>(chunks.Length);
        foreach (var chunk in chunks)
        {
            var inspection = isSentinel ? ChunkInspection.Clean : await inspector.InspectAsync(vault, chunk, cancellationToken).ConfigureAwait(false);
            texts.Add(new ChunkText(chunk.Ordinal, chunk.Text)
            {
                Heading = chunk.Heading,
                Page = chunk.Page,
                Span = chunk.Span,
                IsHidden = chunk.IsHidden,

                // What a person would not see in the document is never shown to a model as if it stood there.
                IsQuarantined = inspection.IsQuarantined || chunk.IsHidden,
                Findings = inspection.Findings,
            });
        }

        return texts;
    }

    // A quarantined chunk has no signs: nothing could find it, whatever a reader of signs does.
    private static List<SealedChunk> Seal(TenantVault vault, Embedder embedder, VectorStoreId id, DocumentKey key, List<ChunkText> texts, float[] vectors, ref long usage)
    {
        var chunks = new List<SealedChunk>(texts.Count);
        var row = 0;
        foreach (var text in texts)
        {
            TermCount[] terms = text.IsQuarantined ? [] : Terms.Of(vault, text.Text);
            var vector = text.IsQuarantined ? [] : vectors.AsSpan(row++ * embedder.Dimensions, embedder.Dimensions);
            chunks.Add(new SealedChunk(
                text.Ordinal,
                text.IsQuarantined,
                ChunkBody.Seal(key, id, text),
                ChunkSigns.SealTerms(key, id, text.Ordinal, text.IsQuarantined, terms),
                vector.IsEmpty ? null : ChunkSigns.SealVector(key, id, text.Ordinal, embedder.Name, vector)));
            usage += Encoding.UTF8.GetByteCount(text.Text) + (terms.Length * ChunkSigns.TermLength) + (vector.Length * sizeof(float));
            CryptographicOperations.ZeroMemory(System.Runtime.InteropServices.MemoryMarshal.AsBytes(terms.AsSpan()));
        }

        return chunks;
    }

    private static void Require(bool isHeld)
    {
        if (!isHeld)
        {
            throw new LostClaimException();
        }
    }
}
