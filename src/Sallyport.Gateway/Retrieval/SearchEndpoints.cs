using System.Text.Json;
using Sallyport.Gateway.Exchanges;
using Sallyport.Gateway.Failures;
using Sallyport.Gateway.Limits;
using Sallyport.Gateway.Retrieval.Wire;
using Sallyport.Ledger;
using Sallyport.Policy;
using Sallyport.Retrieval;
using Sallyport.Retrieval.CleanRoom;

namespace Sallyport.Gateway.Retrieval;

/// <summary>Searches: OpenAI's search of one vector store, and <c>/v1/retrieve</c>, whose answer can stand in a prompt.</summary>
internal sealed class SearchEndpoints(CleanRooms rooms, TenantRuntimes tenants, RetrievedTextGuard guard, RetrievalBodies bodies)
{
    private const int StandardCharacters = 16_000;
    private const int MostCharacters = 200_000;

    public async ValueTask<RequestFailure> SearchAsync(RetrievalRequest request)
    {
        using var body = new PooledBody(request.Budget);
        var (draft, failure) = await bodies.ReadAsync(request, body, RetrievalJson.Default.SearchDraft);
        if (draft is null)
        {
            return failure;
        }

        if (draft.RewriteQuery == true)
        {
            return new(Failure.RequestMalformed, "Queries are searched for as they are; rewriting them would show them to a model.", Pointer: "rewrite_query");
        }

        if (!VectorStoreId.TryParse(request.Target.First, null, out var store))
        {
            return StoreEndpoints.NoSuchStore;
        }

        if (!TryReadQueries(draft.Query, out var queries))
        {
            return new(Failure.RequestMalformed, $"'query' is a text, or 1 to {SearchRequest.MaxQueries} texts.", Pointer: "query");
        }

        if (!TryRead(draft.MaxNumResults, draft.Filters, draft.RankingOptions, [store], queries, out var wanted, out failure))
        {
            return failure;
        }

        var found = await FindAsync(request, "search", wanted);
        var results = found.Chunks.Select(static chunk => new SearchResultObject(chunk.File.Value, chunk.FileName, chunk.Score, chunk.Attributes, [new TextObject(chunk.Chunk.Text)]));
        return await JsonAnswer.WriteAsync(request, new SearchPageObject(queries, [.. results], found.Receipt.Value), RetrievalJson.Default.SearchPageObject);
    }

    public async ValueTask<RequestFailure> RetrieveAsync(RetrievalRequest request)
    {
        using var body = new PooledBody(request.Budget);
        var (draft, failure) = await bodies.ReadAsync(request, body, RetrievalJson.Default.RetrieveDraft);
        if (draft is null)
        {
            return failure;
        }

        if (draft.Query is null)
        {
            return new(Failure.RequestMalformed, "'query' is a text.", Pointer: "query");
        }

        if (draft.MaxCharacters is < 1 or > MostCharacters)
        {
            return new(Failure.RequestMalformed, $"'max_characters' is 1 to {MostCharacters:N0}.", Pointer: "max_characters");
        }

        var stores = new List<VectorStoreId>();
        foreach (var text in draft.VectorStoreIds ?? [])
        {
            if (!VectorStoreId.TryParse(text, null, out var store))
            {
                return StoreEndpoints.NoSuchStore;
            }

            stores.Add(store);
        }

        if (!TryRead(draft.MaxNumResults, draft.Filters, draft.RankingOptions, stores, [draft.Query], out var wanted, out failure))
        {
            return failure;
        }

        var found = await FindAsync(request, "retrieve", wanted);
        return await JsonAnswer.WriteAsync(request, ContextOf(found, draft.MaxCharacters ?? StandardCharacters), RetrievalJson.Default.ContextObject);
    }

    // Whole chunks alone, the best first: half a sentence may say the opposite.
    private static ContextObject ContextOf(RetrievalResult found, int most)
    {
        var spotlight = new Spotlight();
        var citations = new List<CitationObject>();
        var left = most;
        foreach (var chunk in found.Chunks)
        {
            var length = chunk.Chunk.Text.Length + Spotlight.Overhead(chunk.Source);
            if (length > left)
            {
                continue;
            }

            left -= length;
            citations.Add(new(
                spotlight.Add(chunk.Source, chunk.Chunk.Text), chunk.Store.Value, chunk.File.Value, chunk.FileName, chunk.Chunk.Ordinal, chunk.Chunk.Heading, chunk.Chunk.Page, chunk.Score, chunk.Attributes));
        }

        return new(found.Receipt.Value, spotlight.Context, spotlight.Instructions, citations, found.Withheld);
    }

    private static bool TryReadQueries(JsonElement query, out IReadOnlyList<string> queries)
    {
        var texts = query.ValueKind == JsonValueKind.Array && query.GetArrayLength() <= SearchRequest.MaxQueries ? query.EnumerateArray().Select(JsonBody.TextOf) : [JsonBody.TextOf(query)];
        queries = [.. texts.OfType<string>()];
        return queries.Count == texts.Count() && queries.Count > 0;
    }

    private static bool TryRead(
        int? most, JsonElement? filters, RankingDraft? ranking, IReadOnlyList<VectorStoreId> stores, IReadOnlyList<string> queries, out SearchRequest wanted, out RequestFailure failure)
    {
        wanted = null!;
        failure = Failure.None;
        SearchMode? mode = ranking?.Ranker switch
        {
            null or "auto" or "default-2024-11-15" or "hybrid" => SearchMode.Hybrid,
            "none" or "vector" => SearchMode.Vector,
            "bm25" => SearchMode.Bm25,
            _ => null,
        };
        if (mode is null)
        {
            failure = new(Failure.RequestMalformed, "'ranker' is 'auto', 'hybrid', 'vector', 'bm25' or 'none'.", Pointer: "ranking_options");
            return false;
        }

        AttributeFilter? filter = null;
        if (filters is { ValueKind: not JsonValueKind.Null } json && !FilterJson.TryRead(json, out filter, out var fault))
        {
            failure = new(Failure.RequestMalformed, fault, Pointer: "filters");
            return false;
        }

        wanted = new SearchRequest { Stores = stores, Queries = queries, Mode = mode.Value, Filter = filter, LeastScore = ranking?.ScoreThreshold ?? 0, Most = most ?? 10 };
        return true;
    }

    private async ValueTask<RetrievalResult> FindAsync(RetrievalRequest request, string purpose, SearchRequest wanted)
    {
        var tenant = tenants.For(request.Caller.Tenant);
        var principal = request.Caller.Principal;
        var durability = tenant.Policy.Durability == RecordDurability.Strict || tenant.Snapshot.Tenant.Settings.StrictLedger ? Durability.Strict : Durability.Batched;
        return await rooms.SearchAsync(
            request.Vault, principal, purpose, request.Id.Value, wanted, (text, cancellationToken) => guard.LookAsync(tenant, principal, request.Id, text, cancellationToken), durability, request.ClientLeft);
    }
}
