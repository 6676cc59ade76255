using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sallyport.Ledger;
using Sallyport.Retrieval.Fingerprints;
using Sallyport.Retrieval.Index;
using Sallyport.Retrieval.Library;
using Sallyport.Retrieval.Rotation;
using Sallyport.Tenancy;

namespace Sallyport.Retrieval.CleanRoom;

/// <summary>
/// The only way to a tenant's documents: what is searched is this tenant's own index, documents that the principal isn't cleared for are left out before anything is ranked, only what is
/// returned is decrypted, it is looked at once more, and a receipt stands in the ledger before anybody sees it. Safe for concurrent use.
/// </summary>
public sealed class CleanRooms : IDisposable
{
    /// <summary>The kind of a receipt's entry.</summary>
    public const string ReceiptKind = "retrieval.searched";

    private const string KeyPurpose = "retrieval.key_fingerprint";
    private const int FingerprintLength = 8;

    // How often a store is looked at whose embedder has changed meanwhile: twice is what happens.
    private const int MostLooks = 3;

    // Looked at besides what was asked for, so that chunks which are kept back leave no gap.
    private const int Reserve = 10;

    // A poisoned store must not make each search read all of it.
    private const int MostWithheld = 50;

    private readonly VectorStores _stores;
    private readonly StoreDocuments _documents;
    private readonly TenantEmbedders _embedders;
    private readonly LedgerWriter _ledger;
    private readonly TimeProvider _time;
    private readonly IndexCache _indexes;
    private readonly TenantSpaces? _spaces;
    private readonly TenantVaults _vaults;
    private readonly ServedTexts? _served;

    /// <param name="stores">The vector stores.</param>
    /// <param name="documents">What was ingested.</param>
    /// <param name="vaults">Opens tenants' vaults.</param>
    /// <param name="embedders">By which embedder each tenant is searched.</param>
    /// <param name="ledger">Takes the receipts.</param>
    /// <param name="indexMemory">How many bytes the indexes of all tenants may take together.</param>
    /// <param name="time">The clock.</param>
    /// <param name="rotated">Where vectors lie under tenants' rotations, so that indexes hold none; null to hold them in memory.</param>
    /// <param name="served">Remembers what searches show, so that it is known again in prompts; null where no prompts are read.</param>
    /// <exception cref="ArgumentException">The vectors of the embedder that serves all tenants are too long for rotations; those of a tenant's own stay in memory then.</exception>
    public CleanRooms(
        VectorStores stores, StoreDocuments documents, TenantVaults vaults, TenantEmbedders embedders, LedgerWriter ledger, long indexMemory, TimeProvider time, IRotatedVectors? rotated = null,
        ServedTexts? served = null)
    {
        _stores = stores;
        _documents = documents;
        _embedders = embedders;
        _ledger = ledger;
        _time = time;
        _vaults = vaults;
        _spaces = rotated is null ? null : new TenantSpaces(rotated, vaults, embedders.Standard);
        _indexes = new IndexCache(indexMemory, ReadAsync, RankAsync);
        _served = served;
        _vaults.Closed += Forget;
    }

    /// <summary>Opens the tenant's clean room for a principal, searches, and closes it.</summary>
    /// <param name="vault">The tenant's vault.</param>
    /// <param name="principal">Who searches; of the same tenant.</param>
    /// <param name="purpose">What for, such as <c>search</c>: a constant, public in the ledger.</param>
    /// <param name="exchange">The exchange it belongs to.</param>
    /// <param name="request">What is searched for.</param>
    /// <param name="check">Looks at each chunk before it leaves.</param>
    /// <param name="durability">How durable the receipt is before the result is returned.</param>
    /// <param name="cancellationToken">Gives up; then nothing is returned.</param>
    /// <exception cref="RetrievalException">A value is out of range, or there is no such vector store.</exception>
    /// <exception cref="EmbeddingException">The embedder gave no vectors.</exception>
    /// <exception cref="IndexCapacityException">An index doesn't fit into the memory for them.</exception>
    /// <exception cref="LedgerUnavailableException">The receipt could not be written; nothing is returned.</exception>
    public async Task<RetrievalResult> SearchAsync(
        TenantVault vault, Principal principal, string purpose, string exchange, SearchRequest request, ChunkCheck check, Durability durability, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(vault);
        ArgumentNullException.ThrowIfNull(principal);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(check);
        if (principal.Tenant != vault.Tenant)
        {
            throw new ArgumentException("A clean room opens for principals of its own tenant alone.", nameof(principal));
        }

        request.Check();
        var sentinel = SentinelFile.Of(vault);
        bool Admits(IndexedDocument document) =>
            document.File != sentinel && Clearance.Covers(principal.Clearances, document.Labels) && request.Filter?.Matches(document.Attributes) != false;
        var candidates = await FindAsync(vault, request, Admits, isUse: true, cancellationToken).ConfigureAwait(false);
        var opening = new Opening();
        await OpenAsync(vault, candidates, request.Most, check, opening, cancellationToken).ConfigureAwait(false);
        var receipt = ReceiptId.New(_time);
        var draft = DraftOf(vault, principal, purpose, exchange, request, receipt, opening);
        await _ledger.AppendAsync(vault.Tenant, draft, durability, cancellationToken).ConfigureAwait(false);
        Remember(principal, receipt, opening);
        return new RetrievalResult(receipt, opening.Shown, opening.Withheld);
    }

    private void Forget(TenantId tenant)
    {
        _indexes.Forget(tenant);
        _served?.Forget(tenant);
    }

    /// <summary>Wipes the index of a vector store that was deleted.</summary>
    public void Forget(TenantId tenant, VectorStoreId store) => _indexes.Forget(tenant, store);

    /// <summary>Makes what searches in the database are fast by, where a tenant's vector stores have grown large; nothing where indexes are in memory.</summary>
    public Task TendAsync(TenantVault vault, CancellationToken cancellationToken)
    {
        var embedder = _embedders.For(vault.Tenant);
        return SpacesOf(embedder)?.TendAsync(vault, embedder, cancellationToken) ?? Task.CompletedTask;
    }

    /// <summary>Wipes all indexes.</summary>
    public void Dispose()
    {
        _vaults.Closed -= Forget;
        _indexes.Dispose();
        _spaces?.Dispose();
    }

    private async Task<StoreChanges?> ReadAsync(IndexKey key, long after, bool isFirstLoad, CancellationToken cancellationToken)
    {
        var vault = await _vaults.OpenAsync(key.Tenant, cancellationToken).ConfigureAwait(false);
        var embedder = _embedders.For(key.Tenant);
        if (SpacesOf(embedder) is not { } spaces || key.Embedder != embedder.Name)
        {
            return await _documents.ReadChangesAsync(vault, key.Store, after, isFirstLoad, new WantedVectors(key.Embedder, key.Dimensions), cancellationToken).ConfigureAwait(false);
        }

        var wanted = new WantedVectors(key.Embedder, embedder.Dimensions, TenantSpaces.SpaceOf(vault, embedder));
        var changes = await _documents.ReadChangesAsync(vault, key.Store, after, isFirstLoad, wanted, cancellationToken).ConfigureAwait(false);
        return changes is null ? null : await spaces.MoveAsync(vault, embedder, key.Store, changes, cancellationToken).ConfigureAwait(false);
    }

    // Asked for stores of this embedder alone: others are searched by words.
    private async Task<IReadOnlyList<RankedChunk>> RankAsync(
        IndexKey key, ReadOnlyMemory<float> vector, IReadOnlyList<FileId> files, long chunks, int most, CancellationToken cancellationToken)
    {
        var embedder = _embedders.For(key.Tenant);
        if (key.Embedder != embedder.Name)
        {
            throw new EmbeddingException("The tenant's embedder changed during the search.", isTransient: true);
        }

        var vault = await _vaults.OpenAsync(key.Tenant, cancellationToken).ConfigureAwait(false);
        return await _spaces!.RankAsync(vault, embedder, key.Store, vector, files, chunks, most, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Looks for texts by the way that each search goes, for whoever tests that way: every document may be found, sentinels too, nothing is recorded, and the vector store doesn't count as used.
    /// </summary>
    /// <returns>The chunks' texts, the best first; at most <see cref="SearchRequest.MaxResults"/>. They are not for anybody's eyes.</returns>
    /// <exception cref="RetrievalException">A value is out of range, or there is no such vector store.</exception>
    internal async Task<IReadOnlyList<string>> ProbeAsync(TenantVault vault, VectorStoreId store, IReadOnlyList<string> queries, CancellationToken cancellationToken)
    {
        // What is another tenant's, though it says nothing, isn't sent to this one's endpoint.
        var mode = _embedders.For(vault.Tenant).SendsTextsOut ? SearchMode.Bm25 : SearchMode.Hybrid;
        var request = new SearchRequest { Stores = [store], Queries = queries, Most = SearchRequest.MaxResults, Mode = mode };
        request.Check();
        var candidates = await FindAsync(vault, request, static _ => true, isUse: false, cancellationToken).ConfigureAwait(false);
        var opening = new Opening();
        await OpenAsync(vault, candidates, request.Most, static (_, _) => ValueTask.FromResult<string?>(null), opening, cancellationToken).ConfigureAwait(false);
        return [.. opening.Shown.Select(static chunk => chunk.Chunk.Text)];
    }

    // Whatever way it is pasted, with its source or without.
    private void Remember(Principal principal, ReceiptId receipt, Opening opening)
    {
        if (_served?.For(principal.Tenant) is { } served)
        {
            foreach (var (labels, chunk) in opening.LabelsOfShown.Zip(opening.Shown))
            {
                served.Add(receipt, principal.Key, labels, chunk.Source, chunk.Chunk.Text);
            }
        }
    }

    private async Task<List<Candidate>> FindAsync(
        TenantVault vault, SearchRequest request, Func<IndexedDocument, bool> admits, bool isUse, CancellationToken cancellationToken)
    {
        var embedder = _embedders.For(vault.Tenant);
        var inMemory = SpacesOf(embedder) is null;
        float[]? vectors = null;
        try
        {
            var terms = request.Queries.Select(query => TermsOf(vault, query)).ToArray();

            // A chunk that several queries find keeps its best score.
            var best = new Dictionary<(VectorStoreId, FileId, int), Candidate>();
            var labels = new Dictionary<(VectorStoreId, FileId), IndexedDocument>();
            foreach (var id in request.Stores)
            {
                // Its embedder may change between the look at the store and at its index; it is another store's worth of vectors then, and no missing store.
                for (var looks = 1; !await IsSearchedAsync(id).ConfigureAwait(false); looks++)
                {
                    if (looks == MostLooks)
                    {
                        throw NoSuchStore();
                    }
                }
            }

            return [.. best.Values.OrderByDescending(static found => found.Score).ThenBy(static found => found.Document.File.Value, StringComparer.Ordinal).ThenBy(static found => found.Ordinal)];

            async ValueTask<bool> IsSearchedAsync(VectorStoreId id)
            {
                var store = await StoreAsync(vault, id, request.Mode, embedder, isUse, cancellationToken).ConfigureAwait(false);
                var isCurrent = store.Embedder == embedder.Name;
                if (isCurrent && vectors is null && request.Mode != SearchMode.Bm25)
                {
                    vectors = new float[request.Queries.Count * embedder.Dimensions];
                    await embedder.EmbedQueriesAsync(request.Queries, vectors, cancellationToken).ConfigureAwait(false);
                }

                // Of other vectors than this embedder's nothing is known here, not even how long they are.
                var key = new IndexKey(vault.Tenant, id, store.Embedder, isCurrent && inMemory ? embedder.Dimensions : 0);
                for (var i = 0; i < request.Queries.Count; i++)
                {
                    var query = new IndexQuery
                    {
                        // A store that is being embedded anew is found by its words until it is.
                        Mode = isCurrent ? request.Mode : SearchMode.Bm25,
                        Vector = vectors is null ? default : vectors.AsMemory(i * embedder.Dimensions, embedder.Dimensions),
                        Terms = terms[i],
                        Limit = request.Most + Reserve,
                        Admits = document => admits(document) && (labels[(id, document.File)] = document) is not null,
                    };
                    if (await _indexes.SearchAsync(key, store.Revision, query, cancellationToken).ConfigureAwait(false) is not { } hits)
                    {
                        return false;
                    }

                    foreach (var hit in hits)
                    {
                        var place = (id, hit.File, hit.Ordinal);
                        if (hit.Score >= request.LeastScore && (!best.TryGetValue(place, out var known) || known.Score < hit.Score))
                        {
                            best[place] = new(id, labels[(id, hit.File)], hit.Ordinal, hit.Score);
                        }
                    }
                }

                return true;
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(vectors.AsSpan()));
        }
    }

    private static TermCount[] TermsOf(TenantVault vault, string query)
    {
        var terms = Terms.Of(vault, query);
        return terms.Length <= IndexQuery.MaxTerms
            ? terms
            : throw new RetrievalException(RetrievalFailure.Invalid, $"A query has at most {IndexQuery.MaxTerms:N0} different words.");
    }

    // A tenant's own vectors that are too long to be rotated stay in memory.
    private TenantSpaces? SpacesOf(Embedder embedder) => embedder.Dimensions <= TenantRotation.MaxDimensions ? _spaces : null;

    private static RetrievalException NoSuchStore() => new(RetrievalFailure.NotFound, "There is no such vector store, or it has expired.");

    private async Task<VectorStore> StoreAsync(TenantVault vault, VectorStoreId id, SearchMode mode, Embedder embedder, bool isUse, CancellationToken cancellationToken)
    {
        var store = await _stores.FindAsync(vault, id, cancellationToken).ConfigureAwait(false);
        if (store is null || store.Expires <= _time.GetUtcNow())
        {
            // Another node may have deleted it.
            _indexes.Forget(vault.Tenant, id);
            throw NoSuchStore();
        }

        if (mode == SearchMode.Vector && store.Embedder != embedder.Name)
        {
            throw new RetrievalException(RetrievalFailure.Conflict, "The vector store is being embedded anew; until that is done, search it by its words (ranker 'bm25' or 'auto').");
        }

        if (isUse)
        {
            await _stores.TouchAsync(vault, store, cancellationToken).ConfigureAwait(false);
        }

        return store;
    }

    private async Task OpenAsync(TenantVault vault, List<Candidate> candidates, int most, ChunkCheck check, Opening opening, CancellationToken cancellationToken)
    {
        // Fetched together, since a database may be a round trip away, but never more than may still be shown; opened one by one.
        for (var next = 0; next < candidates.Count && opening.Shown.Count < most;)
        {
            var some = candidates.GetRange(next, Math.Min(most - opening.Shown.Count, candidates.Count - next));
            next += some.Count;
            var fetched = await _documents.FetchAsync(vault, some.ConvertAll(static found => found.Place), cancellationToken).ConfigureAwait(false);
            foreach (var found in some)
            {
                if (opening.Withheld == MostWithheld)
                {
                    return;
                }

                // Deleted between the search and now, or quarantined meanwhile.
                if (fetched.Open(found.Place) is not ({ } name, { IsQuarantined: false } chunk))
                {
                    continue;
                }

                // Name, headings and attributes are the document's words too, and stand beside the text.
                if (await check(string.Join('\n', [name, chunk.Heading, chunk.Text, .. WordsOf(found.Document.Attributes)]), cancellationToken).ConfigureAwait(false) is { } guard)
                {
                    opening.Withhold(found, guard);
                    continue;
                }

                opening.Show(found, new RetrievedChunk(found.Store, found.Document.File, name, found.Document.Attributes, chunk, found.Score));
            }
        }
    }

    private static IEnumerable<string> WordsOf(IReadOnlyDictionary<string, AttributeValue> attributes) =>
        attributes.OrderBy(static attribute => attribute.Key, StringComparer.Ordinal).SelectMany(static attribute => (string[])[attribute.Key, attribute.Value.ToString()]);

    private static LedgerDraft DraftOf(
        TenantVault vault, Principal principal, string purpose, string exchange, SearchRequest request, ReceiptId receipt, Opening opening)
    {
        var draft = new LedgerDraft { Kind = ReceiptKind, Exchange = exchange, Principal = principal.Key.Value };
        draft.Facts
            .Add("receipt", receipt.Value)
            .Add("purpose", purpose)
            .Add("stores", [.. request.Stores.Select(static store => store.Value)])
            .Add("ranked_by", request.Mode.ToString().ToLowerInvariant())
            .Add("chunks", [.. opening.Shown.Select(static chunk => $"{chunk.File.Value}:{chunk.Chunk.Ordinal}")])
            .Add("labels", opening.Labels)
            .Add("clearances", principal.Clearances)
            .Add("withheld", [.. opening.WithheldBy])
            .Add("key_fingerprint", Convert.ToHexStringLower(vault.Digest(KeyPurpose, Encoding.ASCII.GetBytes(vault.Tenant.Value)).AsSpan(0, FingerprintLength)));
        var queries = JsonSerializer.SerializeToUtf8Bytes(request.Queries, ReceiptJson.Default.IReadOnlyListString);
        try
        {
            return draft.Attach(SealedPayload.Seal(vault, "query", queries));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(queries);
        }
    }

    /// <summary>A chunk that may be shown.</summary>
    private sealed record Candidate(VectorStoreId Store, IndexedDocument Document, int Ordinal, float Score)
    {
        public ChunkPlace Place => new(Store, Document.File, Ordinal);
    }

    /// <summary>What has been opened so far.</summary>
    private sealed class Opening
    {
        private readonly SortedSet<string> _labels = new(StringComparer.Ordinal);

        public List<RetrievedChunk> Shown { get; } = [];

        public List<string> WithheldBy { get; } = [];

        public int Withheld => WithheldBy.Count;

        public IReadOnlyList<string> Labels => [.. _labels];

        public List<IReadOnlyList<string>> LabelsOfShown { get; } = [];

        public void Show(Candidate found, RetrievedChunk chunk)
        {
            Shown.Add(chunk);
            LabelsOfShown.Add(found.Document.Labels);
            _labels.UnionWith(found.Document.Labels);
        }

        public void Withhold(Candidate found, string guard) => WithheldBy.Add($"{found.Document.File.Value}:{found.Ordinal}:{guard}");
    }
}
