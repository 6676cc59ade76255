using Sallyport.Retrieval.Index;
using Sallyport.Tenancy;

namespace Sallyport.Retrieval.Library;

/// <summary>Opens what was ingested: texts for whoever found them, and what they are found by for an index. Safe for concurrent use.</summary>
public sealed class StoreDocuments(IStoreFileCatalog catalog, IFileStore files)
{
    /// <summary>The most chunks of one listing.</summary>
    public const int MaxListed = 500;

    /// <summary>Fetches chunks that were found, with what their files are named, in three reads however many they are. Nothing of them is opened yet.</summary>
    internal async Task<FetchedChunks> FetchAsync(TenantVault vault, IReadOnlyCollection<ChunkPlace> places, CancellationToken cancellationToken)
    {
        var chunks = await catalog.ReadTextsAsync(vault, places, cancellationToken).ConfigureAwait(false);
        FileId[] wanted = [.. chunks.Keys.Select(static place => place.File).Distinct()];
        var named = await files.FindAllAsync(vault, wanted, cancellationToken).ConfigureAwait(false);

        // Last: what was deleted until now has none, and opens nowhere.
        var keys = await files.ReadKeysAsync(vault, wanted, cancellationToken).ConfigureAwait(false);
        return new FetchedChunks(vault, chunks, named.ToDictionary(static file => file.Id), keys);
    }

    /// <summary>A document's chunks from an ordinal on, in order, quarantined ones too; at most <see cref="MaxListed"/>. Empty where it isn't completed.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">Something was altered, or moved here from elsewhere.</exception>
    public async Task<IReadOnlyList<ChunkText>> ListTextsAsync(TenantVault vault, VectorStoreId store, FileId file, int from, int most, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(vault);
        var chunks = await catalog.ListTextsAsync(vault, store, file, from, Math.Clamp(most, 1, MaxListed), cancellationToken).ConfigureAwait(false);
        var keys = await files.ReadKeysAsync(vault, [file], cancellationToken).ConfigureAwait(false);
        if (!keys.TryGetValue(file, out var wrapped))
        {
            return [];
        }

        using var key = DocumentKey.Unwrap(vault, file, wrapped);
        return [.. chunks.Select(chunk => ChunkBody.Open(key, store, chunk))];
    }

    /// <summary>What has changed in a vector store behind a revision, 0 for all of it, as much as fits into one answer. Vectors and terms are the caller's to wipe.</summary>
    /// <param name="vault">The tenant's vault.</param>
    /// <param name="store">The vector store.</param>
    /// <param name="after">The revision that is known.</param>
    /// <param name="isFirstLoad">Whether the asker began with nothing, just now.</param>
    /// <param name="vectors">Which vectors.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null where there is no such vector store.</returns>
    /// <exception cref="System.Security.Cryptography.CryptographicException">Something was altered, or moved here from elsewhere.</exception>
    internal async Task<StoreChanges?> ReadChangesAsync(TenantVault vault, VectorStoreId store, long after, bool isFirstLoad, WantedVectors vectors, CancellationToken cancellationToken)
    {
        if (await catalog.ReadChangesAsync(vault, store, after, isFirstLoad, vectors.MissingIn, cancellationToken).ConfigureAwait(false) is not { } changes)
        {
            return null;
        }

        var keys = await files.ReadKeysAsync(vault, [.. changes.Documents.Select(static document => document.File)], cancellationToken).ConfigureAwait(false);
        List<DocumentEntry> present = [];
        List<FileId> removed = [];
        foreach (var document in changes.Documents)
        {
            // Without its key it is being deleted.
            if (document.SealedHead is { } head && keys.TryGetValue(document.File, out var wrapped))
            {
                present.Add(Open(vault, store, changes.Embedder, vectors, document, head, wrapped));
            }
            else
            {
                removed.Add(document.File);
            }
        }

        return new StoreChanges(changes.Revision, changes.StartsOver, changes.HasMore, changes.Embedder, present, removed);
    }

    private static DocumentEntry Open(TenantVault vault, VectorStoreId store, string embedder, WantedVectors vectors, SealedDocument document, byte[] sealedHead, byte[] wrappedKey)
    {
        using var key = DocumentKey.Unwrap(vault, document.File, wrappedKey);
        var head = StoreFileHead.Open(key, store, sealedHead);

        // Of another embedder's vectors not even the length is known.
        var dimensions = vectors.Embedder is null || vectors.Embedder == embedder ? vectors.Dimensions : 0;
        return new DocumentEntry(
            document.File,
            head.Labels,
            head.OpenAttributes(),
            [.. document.Chunks.Select(chunk => ChunkSigns.Open(key, store, embedder, vectors.MissingIn is not null && chunk.SealedVector is null ? 0 : dimensions, chunk))])
        {
            Revision = document.Revision,
        };
    }
}
