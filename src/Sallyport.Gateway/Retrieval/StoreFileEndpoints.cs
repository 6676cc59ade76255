using System.Text.Json;
using Sallyport.Gateway.Failures;
using Sallyport.Gateway.Limits;
using Sallyport.Gateway.Retrieval.Wire;
using Sallyport.Retrieval;
using Sallyport.Retrieval.Chunking;
using Sallyport.Retrieval.Ingestion;
using Sallyport.Retrieval.Library;
using AttachDraft = Sallyport.Retrieval.Library.StoreFileDraft;

namespace Sallyport.Gateway.Retrieval;

/// <summary>The files of OpenAI's Vector Stores. Attaching answers at once; a worker reads the file afterwards.</summary>
internal sealed class StoreFileEndpoints(VectorStores stores, StoreFiles attached, StoreDocuments documents, IngestionWorker worker, RetrievalBodies bodies, RetrievalLedger ledger, TimeProvider time)
{
    private const int ListStandard = 20;
    private const int ContentPage = 100;

    /// <summary>What a caller is told of a file that is not there, or another tenant's.</summary>
    internal static RequestFailure NoSuchFile => new(Failure.ObjectUnknown, "There is no such file.");

    public async ValueTask<RequestFailure> AttachAsync(RetrievalRequest request)
    {
        using var body = new PooledBody(request.Budget);
        var (draft, failure) = await bodies.ReadAsync(request, body, RetrievalJson.Default.StoreFileDraft);
        if (draft is null)
        {
            return failure;
        }

        if (!VectorStoreId.TryParse(request.Target.First, null, out var store))
        {
            return StoreEndpoints.NoSuchStore;
        }

        if (!TryRead(draft, out var wanted, out failure))
        {
            return failure;
        }

        var file = await attached.AttachAsync(request.Vault, store, wanted, request.ClientLeft);
        worker.Wake();
        await ledger.RecordAsync(request, "retrieval.file_attached", facts => facts.Add("store", store.Value).Add("file", file.File.Value).Add("labels", file.Labels));
        return await AnswerAsync(request, file);
    }

    public async ValueTask<RequestFailure> ListAsync(RetrievalRequest request)
    {
        var query = request.Http.Request.Query;
        var failure = Paging.TryRead<FileId>(query, ListStandard, StoreFiles.MaxListed, "filter", out var window);
        if (!failure.IsNone)
        {
            return failure;
        }

        StoreFileState? state = null;
        if (query["filter"] is [{ } filter])
        {
            state = StateOf(filter);
            if (state is null)
            {
                return new(Failure.RequestMalformed, "'filter' is 'in_progress', 'completed', 'failed' or 'cancelled'.", Pointer: "filter");
            }
        }

        FileBatchId? batch = null;
        if (request.Target.Second is { } text)
        {
            if (!FileBatchId.TryParse(text, null, out var id))
            {
                return NoSuchBatch;
            }

            batch = id;
        }

        if (!VectorStoreId.TryParse(request.Target.First, null, out var store) || await stores.FindAsync(request.Vault, store, request.ClientLeft) is null)
        {
            return StoreEndpoints.NoSuchStore;
        }

        if (batch is { } named && await attached.FindBatchAsync(request.Vault, store, named, request.ClientLeft) is null)
        {
            return NoSuchBatch;
        }

        var listing = await attached.ListAsync(request.Vault, store, batch, state, window, request.ClientLeft);
        return await JsonAnswer.WriteAsync(request, Paging.Page(listing, ObjectOf, static file => file.Id), RetrievalJson.Default.ListObjectStoreFileObject);
    }

    public async ValueTask<RequestFailure> FindAsync(RetrievalRequest request) =>
        TryReadPath(request, out var store, out var file) ? await AnswerAsync(request, await attached.FindAsync(request.Vault, store, file, request.ClientLeft)) : NoSuchFile;

    public async ValueTask<RequestFailure> UpdateAsync(RetrievalRequest request)
    {
        using var body = new PooledBody(request.Budget);
        var (draft, failure) = await bodies.ReadAsync(request, body, RetrievalJson.Default.StoreFileDraft);
        if (draft is null)
        {
            return failure;
        }

        if (draft.FileId is not null || draft.ChunkingStrategy is not null || draft.Attributes is null)
        {
            return new(Failure.RequestMalformed, "An attached file's 'attributes' and 'labels' can be changed; to cut it otherwise, attach it anew.");
        }

        if (!TryReadPath(request, out var store, out var file))
        {
            return NoSuchFile;
        }

        var changed = await attached.UpdateAsync(request.Vault, store, file, draft.Attributes, draft.Labels, request.ClientLeft);
        if (changed is null)
        {
            return NoSuchFile;
        }

        await ledger.RecordAsync(request, "retrieval.file_changed", facts => facts.Add("store", store.Value).Add("file", file.Value).Add("labels", changed.Labels));
        return await AnswerAsync(request, changed);
    }

    public async ValueTask<RequestFailure> DetachAsync(RetrievalRequest request)
    {
        // Its removal is stated in the ledger by whoever removes it.
        if (!TryReadPath(request, out var store, out var file) || !await attached.DetachAsync(request.Vault, store, file, request.ClientLeft))
        {
            return NoSuchFile;
        }

        return await JsonAnswer.WriteAsync(request, new DeletedObject(file.Value, "vector_store.file.deleted"), RetrievalJson.Default.DeletedObject);
    }

    public async ValueTask<RequestFailure> ContentAsync(RetrievalRequest request)
    {
        if (!TryReadPath(request, out var store, out var file) || await attached.FindAsync(request.Vault, store, file, request.ClientLeft) is null)
        {
            return NoSuchFile;
        }

        await ledger.RecordAsync(request, "retrieval.chunks_read", facts => facts.Add("store", store.Value).Add("file", file.Value));
        // Page by page: a document may have a hundred thousand chunks. The first before anything is written, so that what fails by then has an answer of its own.
        var page = await documents.ListTextsAsync(request.Vault, store, file, 0, ContentPage, request.ClientLeft);
        var response = request.Http.Response;
        response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("object", "vector_store.file_content.page");
        json.WriteStartArray("data");
        while (true)
        {
            foreach (var chunk in page)
            {
                JsonSerializer.Serialize(json, ObjectOf(chunk), RetrievalJson.Default.ChunkObject);
            }

            await json.FlushAsync(request.ClientLeft);
            if (page.Count < ContentPage)
            {
                break;
            }

            await response.BodyWriter.FlushAsync(request.ClientLeft);
            page = await documents.ListTextsAsync(request.Vault, store, file, page[^1].Ordinal + 1, ContentPage, request.ClientLeft);
        }

        json.WriteEndArray();
        json.WriteBoolean("has_more", false);
        json.WriteNull("next_page");
        json.WriteEndObject();
        await json.FlushAsync(request.ClientLeft);
        return Failure.None;
    }

    public async ValueTask<RequestFailure> CreateBatchAsync(RetrievalRequest request)
    {
        using var body = new PooledBody(request.Budget);
        var (draft, failure) = await bodies.ReadAsync(request, body, RetrievalJson.Default.BatchDraft);
        if (draft is null)
        {
            return failure;
        }

        if (!VectorStoreId.TryParse(request.Target.First, null, out var store))
        {
            return StoreEndpoints.NoSuchStore;
        }

        if (!TryReadBatch(draft, out var wanted, out failure))
        {
            return failure;
        }

        var batch = await attached.AttachBatchAsync(request.Vault, store, wanted, request.ClientLeft);
        worker.Wake();
        await ledger.RecordAttachedAsync(request, batch, wanted);
        return await AnswerAsync(request, batch.Batch);
    }

    public async ValueTask<RequestFailure> FindBatchAsync(RetrievalRequest request) =>
        TryReadBatchPath(request, out var store, out var batch) ? await AnswerAsync(request, await attached.FindBatchAsync(request.Vault, store, batch, request.ClientLeft)) : NoSuchBatch;

    public async ValueTask<RequestFailure> CancelBatchAsync(RetrievalRequest request)
    {
        if (!TryReadBatchPath(request, out var store, out var batch) || await attached.CancelBatchAsync(request.Vault, store, batch, request.ClientLeft) is not { } cancelled)
        {
            return NoSuchBatch;
        }

        await ledger.RecordAsync(request, "retrieval.batch_cancelled", facts => facts.Add("store", store.Value).Add("batch", batch.Value));
        return await AnswerAsync(request, cancelled);
    }

    /// <summary>Reads a chunking strategy; null is <c>auto</c>.</summary>
    internal static bool TryReadChunking(ChunkingObject? wanted, out ChunkingStrategy chunking, out RequestFailure failure)
    {
        chunking = ChunkingStrategy.Auto;
        failure = Failure.None;
        switch (wanted)
        {
            case null or { Type: "auto", Static: null }:
                return true;
            case { Type: "static", Static: { MaxChunkSizeTokens: >= ChunkingStrategy.LeastMaxTokens and <= ChunkingStrategy.LargestMaxTokens and var most, ChunkOverlapTokens: >= 0 and var overlap } }
                when overlap <= most / 2:
                chunking = ChunkingStrategy.Static(most, overlap);
                return true;
            default:
                failure = new(
                    Failure.RequestMalformed,
                    $"A chunking strategy is 'auto', or 'static' with 'max_chunk_size_tokens' of {ChunkingStrategy.LeastMaxTokens} to {ChunkingStrategy.LargestMaxTokens} and 'chunk_overlap_tokens' of at most half of that.",
                    Pointer: "chunking_strategy");
                return false;
        }
    }

    private static RequestFailure NoSuchBatch => new(Failure.ObjectUnknown, "There is no such batch.");

    private static bool TryRead(Wire.StoreFileDraft draft, out AttachDraft wanted, out RequestFailure failure)
    {
        wanted = null!;
        if (draft.FileId is null)
        {
            failure = new(Failure.RequestMalformed, "A file is named by 'file_id'.", Pointer: "file_id");
            return false;
        }

        if (!TryReadChunking(draft.ChunkingStrategy, out var chunking, out failure))
        {
            return false;
        }

        if (!FileId.TryParse(draft.FileId, null, out var file))
        {
            failure = NoSuchFile;
            return false;
        }

        wanted = new AttachDraft(file) { Chunking = chunking, Attributes = draft.Attributes ?? new Dictionary<string, AttributeValue>(), Labels = draft.Labels };
        return true;
    }

    private static bool TryReadBatch(BatchDraft draft, out List<AttachDraft> wanted, out RequestFailure failure)
    {
        wanted = [];
        failure = Failure.None;
        if (draft.FileIds is null == draft.Files is null)
        {
            failure = new(Failure.RequestMalformed, "A batch has either 'file_ids' or 'files'.");
            return false;
        }

        if (draft.Files is not null && (draft.Attributes is not null || draft.ChunkingStrategy is not null || draft.Labels is not null))
        {
            failure = new(Failure.RequestMalformed, "With 'files', each file has settings of its own.");
            return false;
        }

        var files = draft.Files ?? [.. draft.FileIds!.Select(id => new Wire.StoreFileDraft
        {
            FileId = id, Attributes = draft.Attributes, ChunkingStrategy = draft.ChunkingStrategy, Labels = draft.Labels,
        })];
        foreach (var file in files)
        {
            if (file is null || !TryRead(file, out var one, out failure))
            {
                failure = failure.IsNone ? NoSuchFile : failure;
                return false;
            }

            wanted.Add(one);
        }

        return true;
    }

    private static bool TryReadPath(RetrievalRequest request, out VectorStoreId store, out FileId file)
    {
        file = default;
        return VectorStoreId.TryParse(request.Target.First, null, out store) && FileId.TryParse(request.Target.Second, null, out file);
    }

    private static bool TryReadBatchPath(RetrievalRequest request, out VectorStoreId store, out FileBatchId batch)
    {
        batch = default;
        return VectorStoreId.TryParse(request.Target.First, null, out store) && FileBatchId.TryParse(request.Target.Second, null, out batch);
    }

    private async ValueTask<RequestFailure> AnswerAsync(RetrievalRequest request, StoreFile? file)
    {
        if (file is null)
        {
            return NoSuchFile;
        }

        TellPace(request, file.State == StoreFileState.InProgress, file.Created);
        return await JsonAnswer.WriteAsync(request, ObjectOf(file), RetrievalJson.Default.StoreFileObject);
    }

    private async ValueTask<RequestFailure> AnswerAsync(RetrievalRequest request, FileBatch? batch)
    {
        if (batch is null)
        {
            return NoSuchBatch;
        }

        var state = batch.IsCancelled ? "cancelled" : batch.Counts.InProgress > 0 ? "in_progress" : batch.Counts is { Completed: 0, Failed: > 0 } ? "failed" : "completed";
        TellPace(request, state == "in_progress", batch.Created);
        return await JsonAnswer.WriteAsync(
            request,
            new BatchObject(batch.Id.Value, batch.Store.Value, batch.Created.ToUnixTimeSeconds(), state, StoreEndpoints.CountsOf(batch.Counts)),
            RetrievalJson.Default.BatchObject);
    }

    private void TellPace(RetrievalRequest request, bool isInProgress, DateTimeOffset since)
    {
        if (isInProgress)
        {
            PollPace.Tell(request.Http.Response, time.GetUtcNow() - since);
        }
    }

    private static StoreFileObject ObjectOf(StoreFile file) => new(
        file.File.Value,
        file.Store.Value,
        file.Created.ToUnixTimeSeconds(),
        WordOf(file.State),
        file.Error is { } error ? new LastErrorObject(error.Code, error.Message) : null,
        file.UsageBytes,
        new ChunkingObject("static", new StaticChunking(file.Chunking.MaxTokens, file.Chunking.OverlapTokens)),
        file.Attributes,
        file.Labels,
        file.ChunksTotal is { } total ? new ProgressObject(file.ChunksDone, total) : null);

    private static ChunkObject ObjectOf(ChunkText chunk) => new(
        chunk.Text,
        chunk.Ordinal,
        chunk.Heading,
        chunk.Page,
        chunk.IsHidden,
        chunk.IsQuarantined,
        [.. chunk.Findings.Select(static found => new ChunkFindingObject(found.Kind.Name, found.Span.Start, found.Span.End, found.Score, found.Detector))]);

    private static string WordOf(StoreFileState state) => state switch
    {
        StoreFileState.Completed => "completed",
        StoreFileState.Failed => "failed",
        StoreFileState.Cancelled => "cancelled",
        _ => "in_progress",
    };

    private static StoreFileState? StateOf(string word) => word switch
    {
        "in_progress" => StoreFileState.InProgress,
        "completed" => StoreFileState.Completed,
        "failed" => StoreFileState.Failed,
        "cancelled" => StoreFileState.Cancelled,
        _ => null,
    };
}
