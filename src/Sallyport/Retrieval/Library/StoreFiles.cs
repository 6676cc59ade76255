using System.Globalization;
using Sallyport.Tenancy;

namespace Sallyport.Retrieval.Library;

/// <summary>
/// What is attached to a tenant's vector stores. Attaching only notes that a file is to be ingested; a worker does it. Attributes and labels lie sealed under the file's own key.
/// Safe for concurrent use.
/// </summary>
public sealed class StoreFiles(IStoreFileCatalog catalog, IFileStore files, TimeProvider time, IAdministrationJournal? journal = null)
{
    /// <summary>The most files of a vector store, as at OpenAI.</summary>
    public const int MaxFiles = 10_000;

    /// <summary>The most files of a batch, as at OpenAI.</summary>
    public const int MaxBatch = 500;

    /// <summary>The most files of one listing.</summary>
    public const int MaxListed = 100;

    /// <summary>Attaches a file, to be ingested. One that is attached already begins anew: what was found of it until now is found no more.</summary>
    /// <exception cref="RetrievalException">A value is out of range, or there is no such file or vector store, or it has too many files.</exception>
    public async Task<StoreFile> AttachAsync(TenantVault vault, VectorStoreId store, StoreFileDraft draft, CancellationToken cancellationToken)
    {
        await AttachAsync(vault, store, null, [draft], Now(), cancellationToken).ConfigureAwait(false);
        return await FindAsync(vault, store, draft.File, cancellationToken).ConfigureAwait(false) ?? throw NoSuchFile();
    }

    /// <summary>Attaches files together, all or none.</summary>
    /// <param name="vault">The tenant's vault.</param>
    /// <param name="store">The vector store.</param>
    /// <param name="drafts">1 to <see cref="MaxBatch"/>, no file twice.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RetrievalException">A value is out of range, or there is no such file or vector store, or it has too many files.</exception>
    public async Task<AttachedBatch> AttachBatchAsync(TenantVault vault, VectorStoreId store, IReadOnlyList<StoreFileDraft> drafts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(drafts);
        if (drafts.Count is 0 or > MaxBatch || drafts.Select(static draft => draft.File).Distinct().Count() != drafts.Count)
        {
            throw new RetrievalException(RetrievalFailure.Invalid, $"A batch has 1 to {MaxBatch} files, and none twice.");
        }

        var batch = FileBatchId.New(time);
        var now = Now();
        var labels = await AttachAsync(vault, store, batch, drafts, now, cancellationToken).ConfigureAwait(false);
        return new AttachedBatch(new FileBatch(batch, store, now, IsCancelled: false, FileCounts.None with { InProgress = drafts.Count }), labels);
    }

    /// <summary>The attached file, or null.</summary>
    public async Task<StoreFile?> FindAsync(TenantVault vault, VectorStoreId store, FileId file, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(vault);
        return !SentinelFile.Is(vault, file) && await catalog.FindAsync(vault, store, file, cancellationToken).ConfigureAwait(false) is { } found
            && await OpenAsync(vault, [found], cancellationToken).ConfigureAwait(false) is [var opened] ? opened : null;
    }

    /// <summary>Attached files, by the time of attaching.</summary>
    /// <param name="vault">The tenant's vault.</param>
    /// <param name="store">The vector store.</param>
    /// <param name="batch">Of this batch only; null for all.</param>
    /// <param name="state">In this state only; null for all.</param>
    /// <param name="window">Which stretch; at most <see cref="MaxListed"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Listing<StoreFile>> ListAsync(
        TenantVault vault, VectorStoreId store, FileBatchId? batch, StoreFileState? state, ListWindow<FileId> window, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(vault);
        ArgumentNullException.ThrowIfNull(window);
        var bounded = window with { Limit = Math.Clamp(window.Limit, 1, MaxListed) };
        var found = await catalog.ListAsync(vault, store, batch, state, bounded, cancellationToken).ConfigureAwait(false);
        return new Listing<StoreFile>(await OpenAsync(vault, found.Items, cancellationToken).ConfigureAwait(false), found.HasMore);
    }

    /// <summary>Replaces a document's attributes, and its labels too where they are given. Nothing is ingested anew.</summary>
    /// <returns>The file as it is now; null where it is not attached.</returns>
    /// <exception cref="RetrievalException">A value is out of range.</exception>
    public async Task<StoreFile?> UpdateAsync(
        TenantVault vault, VectorStoreId store, FileId file, IReadOnlyDictionary<string, AttributeValue> attributes, IReadOnlyList<string>? labels, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(vault);
        StoreFileDraft.Check(attributes);
        StoreFileDraft.CheckLabels(labels ?? []);
        if (SentinelFile.Is(vault, file) || await UnwrapAsync(vault, file, cancellationToken).ConfigureAwait(false) is not { } key)
        {
            return null;
        }

        using (key)
        {
            // Whoever changes it at the same time must not lose the labels that they gave it.
            while (await catalog.ReadHeadsAsync(vault, store, [file], cancellationToken).ConfigureAwait(false) is { Count: > 0 } present)
            {
                var head = StoreFileHead.Seal(key, store, attributes, labels ?? StoreFileHead.Open(key, store, present[file]).Labels);
                if (await catalog.ChangeAsync(vault, store, file, present[file], head, Now(), cancellationToken).ConfigureAwait(false))
                {
                    return await FindAsync(vault, store, file, cancellationToken).ConfigureAwait(false);
                }
            }

            return null;
        }
    }

    /// <summary>Removes a file's chunks from a vector store. The file stays.</summary>
    /// <returns>False where it is not attached.</returns>
    public async Task<bool> DetachAsync(TenantVault vault, VectorStoreId store, FileId file, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(vault);
        if (SentinelFile.Is(vault, file) || !await catalog.DetachAsync(vault, store, file, Now(), cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        // The removal is committed: that a client has left must not keep it out of the ledger.
        await (journal?.RecordAsync(new AdministrationAct(vault.Tenant, AdministrationKinds.FileDetached, new("store", store.Value), new("file", file.Value)), CancellationToken.None)
            ?? Task.CompletedTask).ConfigureAwait(false);
        return true;
    }

    /// <summary>
    /// Puts back to be ingested what failed for want of vectors, in all of the tenant's vector stores: for once an embedding endpoint that was set wrongly is mended. What failed for its own sake stays as it is.
    /// </summary>
    /// <returns>How many files.</returns>
    public async Task<int> RetryAsync(TenantVault vault, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(vault);
        var retried = 0;
        SealedStoreFile? last = null;
        try
        {
            while (await catalog.ListFailedAsync(vault, last, MaxListed, cancellationToken).ConfigureAwait(false) is [.., var furthest] failed)
            {
                last = furthest;
                var errors = (await OpenAsync(vault, failed, cancellationToken).ConfigureAwait(false)).ToDictionary(static file => (file.Store, file.File), static file => file.Error);
                var unembedded = failed.Where(file => errors.GetValueOrDefault((file.Store, file.File)) == IngestionError.NoVectors).ToList();
                retried += unembedded.Count == 0 ? 0 : await catalog.RetryAsync(vault, unembedded, Now(), cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            // What was put back before a failure stays so, and has to be told of.
            if (retried > 0 && journal is not null)
            {
                var act = new AdministrationAct(vault.Tenant, AdministrationKinds.FilesRetried, new KeyValuePair<string, string?>("files", retried.ToString(CultureInfo.InvariantCulture)));
                await journal.RecordAsync(act, CancellationToken.None).ConfigureAwait(false);
            }
        }

        return retried;
    }

    /// <summary>The batch, or null.</summary>
    public Task<FileBatch?> FindBatchAsync(TenantVault vault, VectorStoreId store, FileBatchId batch, CancellationToken cancellationToken) =>
        catalog.FindBatchAsync(vault, store, batch, cancellationToken);

    /// <summary>Cancels those files of a batch that are in progress; what is completed stays.</summary>
    /// <returns>The batch as it is now; null where there is none.</returns>
    public async Task<FileBatch?> CancelBatchAsync(TenantVault vault, VectorStoreId store, FileBatchId batch, CancellationToken cancellationToken) =>
        await catalog.CancelBatchAsync(vault, store, batch, cancellationToken).ConfigureAwait(false)
            ? await catalog.FindBatchAsync(vault, store, batch, cancellationToken).ConfigureAwait(false)
            : null;

    private static RetrievalException NoSuchFile() => new(RetrievalFailure.NotFound, "There is no such file.");

    // What labels each file has now.
    private async Task<IReadOnlyDictionary<FileId, IReadOnlyList<string>>> AttachAsync(
        TenantVault vault, VectorStoreId store, FileBatchId? batch, IReadOnlyList<StoreFileDraft> drafts, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(vault);
        foreach (var draft in drafts)
        {
            draft.Check();
            if (SentinelFile.Is(vault, draft.File))
            {
                throw NoSuchFile();
            }
        }

        var keys = await files.ReadKeysAsync(vault, [.. drafts.Select(static draft => draft.File)], cancellationToken).ConfigureAwait(false);
        AttachResult result;
        var labels = new Dictionary<FileId, IReadOnlyList<string>>();
        do
        {
            // Attached anew, to be cut otherwise for instance, a file stays as closely held as it was.
            FileId[] keeping = [.. drafts.Where(static draft => draft.Labels is null).Select(static draft => draft.File)];
            var heads = await catalog.ReadHeadsAsync(vault, store, keeping, cancellationToken).ConfigureAwait(false);
            var attached = new List<SealedStoreFile>(drafts.Count);
            foreach (var draft in drafts)
            {
                using var key = DocumentKey.Unwrap(vault, draft.File, keys.GetValueOrDefault(draft.File) ?? throw NoSuchFile());
                labels[draft.File] = draft.Labels ?? (heads.TryGetValue(draft.File, out var present) ? StoreFileHead.Open(key, store, present).Labels : []);
                attached.Add(Seal(key, store, batch, draft, labels[draft.File], now));
            }

            var takenOver = keeping.ToDictionary(static file => file, file => heads.GetValueOrDefault(file));
            result = await catalog.AttachAsync(vault, store, batch, attached, takenOver, MaxFiles, now, cancellationToken).ConfigureAwait(false);
        }
        while (result == AttachResult.Changed);

        switch (result)
        {
            case AttachResult.Attached:
                return labels;
            case AttachResult.NoSuchStore:
                throw new RetrievalException(RetrievalFailure.NotFound, "There is no such vector store, or it has expired.");
            case AttachResult.TooMany:
                throw new RetrievalException(RetrievalFailure.Conflict, $"A vector store has at most {MaxFiles:N0} files.");
            default:
                throw NoSuchFile();
        }
    }

    private static SealedStoreFile Seal(DocumentKey key, VectorStoreId store, FileBatchId? batch, StoreFileDraft draft, IReadOnlyList<string> labels, DateTimeOffset now) => new()
    {
        Store = store,
        File = draft.File,
        Batch = batch,
        State = StoreFileState.InProgress,
        Chunking = draft.Chunking,
        SealedHead = StoreFileHead.Seal(key, store, draft.Attributes, labels),
        Created = now,
    };

    private async Task<DocumentKey?> UnwrapAsync(TenantVault vault, FileId file, CancellationToken cancellationToken)
    {
        var keys = await files.ReadKeysAsync(vault, [file], cancellationToken).ConfigureAwait(false);
        return keys.TryGetValue(file, out var wrapped) ? DocumentKey.Unwrap(vault, file, wrapped) : null;
    }

    private async Task<IReadOnlyList<StoreFile>> OpenAsync(TenantVault vault, IReadOnlyList<SealedStoreFile> found, CancellationToken cancellationToken)
    {
        var keys = await files.ReadKeysAsync(vault, [.. found.Select(static file => file.File)], cancellationToken).ConfigureAwait(false);
        var opened = new List<StoreFile>(found.Count);
        foreach (var file in found)
        {
            // A file without a key is being deleted.
            if (!keys.TryGetValue(file.File, out var wrapped))
            {
                continue;
            }

            using var key = DocumentKey.Unwrap(vault, file.File, wrapped);
            var head = StoreFileHead.Open(key, file.Store, file.SealedHead);
            opened.Add(new StoreFile
            {
                Store = file.Store,
                File = file.File,
                Batch = file.Batch,
                State = file.State,
                Error = file.SealedError is null ? null : StoreFileHead.OpenError(key, file.Store, file.SealedError),
                Chunking = file.Chunking,
                Attributes = head.OpenAttributes(),
                Labels = head.Labels,
                UsageBytes = file.UsageBytes,
                ChunksDone = file.ChunksDone,
                ChunksTotal = file.ChunksTotal,
                Created = file.Created,
            });
        }

        return opened;
    }

    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
}
