using Sallyport.Gateway.Failures;
using Sallyport.Gateway.Limits;
using Sallyport.Gateway.Retrieval.Wire;
using Sallyport.Retrieval;
using Sallyport.Retrieval.CleanRoom;
using Sallyport.Retrieval.Ingestion;
using Sallyport.Retrieval.Library;
using AttachDraft = Sallyport.Retrieval.Library.StoreFileDraft;

namespace Sallyport.Gateway.Retrieval;

/// <summary>OpenAI's Vector Stores.</summary>
internal sealed class StoreEndpoints(VectorStores stores, StoreFiles attached, TenantEmbedders embedders, IngestionWorker worker, SentinelFiles sentinels, CleanRooms rooms, RetrievalBodies bodies, RetrievalLedger ledger, TimeProvider time)
{
    private const int ListStandard = 20;

    public async ValueTask<RequestFailure> CreateAsync(RetrievalRequest request)
    {
        using var body = new PooledBody(request.Budget);
        var (draft, failure) = await bodies.ReadAsync(request, body, RetrievalJson.Default.StoreDraft);
        if (draft is null)
        {
            return failure;
        }

        if (!TryRead(draft, null, out var wanted, out failure) || !StoreFileEndpoints.TryReadChunking(draft.ChunkingStrategy, out var chunking, out failure))
        {
            return failure;
        }

        var files = new List<AttachDraft>();
        foreach (var text in draft.FileIds ?? [])
        {
            if (!FileId.TryParse(text, null, out var file))
            {
                return StoreFileEndpoints.NoSuchFile;
            }

            files.Add(new(file) { Chunking = chunking });
        }

        var store = await stores.CreateAsync(request.Vault, wanted, embedders.For(request.Vault.Tenant).Name, request.ClientLeft);
        AttachedBatch? batch = null;
        if (files.Count > 0)
        {
            try
            {
                batch = await attached.AttachBatchAsync(request.Vault, store.Id, files, request.ClientLeft);
            }
            catch
            {
                // The caller is told that nothing was created.
                await stores.DeleteAsync(request.Vault, store.Id, CancellationToken.None);
                throw;
            }
        }

        await PlantAsync(request, store.Id);
        worker.Wake();
        await ledger.RecordAsync(request, "retrieval.store_created", facts => facts.Add("store", store.Id.Value).Add("files", files.Count));
        if (batch is not null)
        {
            await ledger.RecordAttachedAsync(request, batch, files);
        }

        return await AnswerAsync(request, await stores.FindAsync(request.Vault, store.Id, request.ClientLeft));
    }

    private async Task PlantAsync(RetrievalRequest request, VectorStoreId store)
    {
        try
        {
            await sentinels.PlantAsync(request.Vault, store, CancellationToken.None);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The vector store is there, and the upkeep plants what is missing.
        }
    }

    public async ValueTask<RequestFailure> ListAsync(RetrievalRequest request)
    {
        var failure = Paging.TryRead<VectorStoreId>(request.Http.Request.Query, ListStandard, VectorStores.MaxListed, null, out var window);
        if (!failure.IsNone)
        {
            return failure;
        }

        var listing = await stores.ListAsync(request.Vault, window, request.ClientLeft);
        return await JsonAnswer.WriteAsync(request, Paging.Page(listing, ObjectOf, static store => store.Id), RetrievalJson.Default.ListObjectStoreObject);
    }

    public async ValueTask<RequestFailure> FindAsync(RetrievalRequest request) => await AnswerAsync(request, await StoreAsync(request));

    public async ValueTask<RequestFailure> UpdateAsync(RetrievalRequest request)
    {
        using var body = new PooledBody(request.Budget);
        var (draft, failure) = await bodies.ReadAsync(request, body, RetrievalJson.Default.StoreDraft);
        if (draft is null)
        {
            return failure;
        }

        if (draft.FileIds is not null || draft.ChunkingStrategy is not null)
        {
            return new(Failure.RequestMalformed, "Files are attached by POST /v1/vector_stores/{id}/files.");
        }

        if (await StoreAsync(request) is not { } present)
        {
            return NoSuchStore;
        }

        if (!TryRead(draft, present, out var wanted, out failure))
        {
            return failure;
        }

        var changed = await stores.UpdateAsync(request.Vault, present.Id, wanted, request.ClientLeft);
        await ledger.RecordAsync(request, "retrieval.store_changed", facts => facts.Add("store", present.Id.Value));
        return await AnswerAsync(request, changed);
    }

    public async ValueTask<RequestFailure> DeleteAsync(RetrievalRequest request)
    {
        // Its removal is stated in the ledger by whoever removes it.
        if (!VectorStoreId.TryParse(request.Target.First, null, out var id) || !await stores.DeleteAsync(request.Vault, id, request.ClientLeft))
        {
            return NoSuchStore;
        }

        rooms.Forget(request.Caller.Principal.Tenant, id);
        return await JsonAnswer.WriteAsync(request, new DeletedObject(id.Value, "vector_store.deleted"), RetrievalJson.Default.DeletedObject);
    }

    /// <summary>What a caller is told of a store that is not there, or another tenant's.</summary>
    internal static RequestFailure NoSuchStore => new(Failure.ObjectUnknown, "There is no such vector store.");

    // What an update leaves out stays as it is.
    private static bool TryRead(StoreDraft draft, VectorStore? present, out VectorStoreDraft wanted, out RequestFailure failure)
    {
        wanted = new VectorStoreDraft
        {
            Name = draft.Name ?? present?.Name,
            Metadata = draft.Metadata ?? present?.Metadata ?? new Dictionary<string, string>(),
            ExpiresAfterDays = draft.ExpiresAfter?.Days ?? present?.ExpiresAfterDays,
        };
        failure = Failure.None;
        if (draft.ExpiresAfter is { Anchor: not ExpiresAfterObject.LastActive })
        {
            failure = new(Failure.RequestMalformed, $"The anchor is '{ExpiresAfterObject.LastActive}'.", Pointer: "expires_after");
        }
        else if (draft.Description is not null)
        {
            failure = new(Failure.RequestMalformed, "A vector store has a name and metadata; it has no description here.", Pointer: "description");
        }

        return failure.IsNone;
    }

    private async ValueTask<VectorStore?> StoreAsync(RetrievalRequest request) =>
        VectorStoreId.TryParse(request.Target.First, null, out var id) ? await stores.FindAsync(request.Vault, id, request.ClientLeft) : null;

    private ValueTask<RequestFailure> AnswerAsync(RetrievalRequest request, VectorStore? store) =>
        store is null ? ValueTask.FromResult(NoSuchStore) : JsonAnswer.WriteAsync(request, ObjectOf(store), RetrievalJson.Default.StoreObject);

    private StoreObject ObjectOf(VectorStore store) => new(
        store.Id.Value,
        store.Created.ToUnixTimeSeconds(),
        store.Name,
        store.UsageBytes,
        CountsOf(store.Counts),
        store.Expires <= time.GetUtcNow() ? "expired" : store.Counts.InProgress > 0 ? "in_progress" : "completed",
        store.ExpiresAfterDays is { } days ? new ExpiresAfterObject(ExpiresAfterObject.LastActive, days) : null,
        store.Expires?.ToUnixTimeSeconds(),
        store.LastActive.ToUnixTimeSeconds(),
        store.Metadata);

    internal static CountsObject CountsOf(FileCounts counts) => new(counts.InProgress, counts.Completed, counts.Failed, counts.Cancelled, counts.Total);
}
