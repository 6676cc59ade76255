using System.Security.Cryptography;
using System.Text.Json;
using Sallyport.Ledger;
using Sallyport.Recording;
using Sallyport.Retrieval;
using Sallyport.Retrieval.Library;
using Sallyport.Tenancy;

namespace Sallyport.Isolation.Checking;

/// <summary>The probes of stores, each of one contract.</summary>
public static class StoreProbes
{
    private const int MostRows = 16;
    private const int MostChunks = 4;

    /// <summary>Upstreams with their credentials.</summary>
    public static IsolationProbe Of(IUpstreamStore store) => new SealedRowsProbe<TenantUpstream>(
        "upstream credentials", async (vault, cancel) => [.. (await store.ListAsync(vault, cancel).ConfigureAwait(false)).Where(static upstream => upstream.SealedCredential is not null)],
        static (vault, upstream) => upstream.OpenCredential(vault)) { TenantOf = static upstream => upstream.Tenant };

    /// <summary>Versions of policies.</summary>
    public static IsolationProbe Of(IPolicyStore store) => new SealedRowsProbe<PolicyVersion>("policies", store.ListAsync, static (vault, version) => version.OpenText(vault))
    {
        TenantOf = static version => version.Tenant,
    };

    /// <summary>Known secrets.</summary>
    public static IsolationProbe Of(IKnownSecretStore store) => new SealedRowsProbe<KnownSecret>("known secrets", store.ListAsync, static (vault, secret) => secret.OpenValue(vault))
    {
        TenantOf = static secret => secret.Tenant,
    };

    /// <summary>Confirmed attacks.</summary>
    public static IsolationProbe Of(IExemplarStore store) => new SealedRowsProbe<Exemplar>("exemplars", store.ListAsync, static (vault, exemplar) => exemplar.OpenText(vault))
    {
        TenantOf = static exemplar => exemplar.Tenant,
    };

    /// <summary>API keys. Nothing of them is sealed, so each is only asked for its tenant.</summary>
    public static IsolationProbe Of(IKeyStore store) => new SealedRowsProbe<ApiKey>(
        "api keys", (vault, cancel) => store.ListAsync(vault.Tenant, cancel), static (_, _) => throw new CryptographicException("Nothing is sealed."))
    {
        TenantOf = static key => key.Tenant,
    };

    /// <summary>Recorded content.</summary>
    public static IsolationProbe Of(IRecordingStore store) => new SealedRowsProbe<Recorded>("recordings", (vault, cancel) => ReadAsync(store, vault, cancel), static async (vault, text, cancel) => await SegmentSeal.OpenAsync(vault, text.Hash, text.Box, cancel).ConfigureAwait(false))
    {
        Ask = async (vault, text, cancel) =>
            await store.FindAsync(vault, text.Exchange, cancel).ConfigureAwait(false) is not null || await store.ReadTextAsync(vault, text.Hash, cancel).ConfigureAwait(false) is not null,
    };

    /// <summary>Entries of ledgers, with their sealed payloads.</summary>
    public static IsolationProbe Of(ILedgerStore store) => new SealedRowsProbe<LedgerRow>(
        "ledger",
        async (vault, cancel) => await store.ReadHeadAsync(vault.Tenant, cancel).ConfigureAwait(false) is { } head
            ? await store.ReadEntriesAsync(vault.Tenant, Math.Max(0, head.Size - MostRows), MostRows, withPayloads: true, cancel).ConfigureAwait(false)
            : [],
        static async (vault, row, cancel) =>
        {
            if (row.Payloads.Count == 0)
            {
                throw new CryptographicException("Nothing is sealed.");
            }

            await row.Payloads[0].OpenAsync(vault, cancel).ConfigureAwait(false);
        })
    {
        TenantOf = static row =>
        {
            using var body = JsonDocument.Parse(row.Body);
            return TenantId.Parse(body.RootElement.GetProperty("tenant").GetString()!, null);
        },
        Ask = async (vault, row, cancel) => row.Exchange is not null && (await store.FindExchangeAsync(vault.Tenant, row.Exchange, cancel).ConfigureAwait(false)).Count > 0,
    };

    /// <summary>Files with their keys, names and parts.</summary>
    public static IsolationProbe Of(IFileStore store) => new SealedRowsProbe<(SealedFile File, byte[] Key)>(
        "files",
        async (vault, cancel) =>
        {
            var files = (await store.ListAsync(vault, null, new ListWindow<FileId>(MostRows), cancel).ConfigureAwait(false)).Items;
            var keys = await store.ReadKeysAsync(vault, [.. files.Select(static file => file.Id)], cancel).ConfigureAwait(false);
            return [.. files.Where(file => keys.ContainsKey(file.Id)).Select(file => (file, keys[file.Id]))];
        },
        static (vault, row) =>
        {
            using var key = DocumentKey.Unwrap(vault, row.File.Id, row.Key);
            FileNames.Open(key, row.File.SealedName);
        })
    {
        Ask = async (vault, row, cancel) => await store.FindAsync(vault, row.File.Id, cancel).ConfigureAwait(false) is not null
            || await store.ReadPartAsync(vault, row.File.Id, 0, cancel).ConfigureAwait(false) is not null
            || (await store.ReadKeysAsync(vault, [row.File.Id], cancel).ConfigureAwait(false)).Count > 0,
    };

    /// <summary>Vector stores.</summary>
    public static IsolationProbe Of(IVectorStoreCatalog catalog) => new SealedRowsProbe<SealedVectorStore>(
        "vector stores",
        async (vault, cancel) => (await catalog.ListAsync(vault, new ListWindow<VectorStoreId>(MostRows), cancel).ConfigureAwait(false)).Items,
        static (vault, store) => StoreHead.Open(vault, store.Id, store.SealedHead))
    {
        Ask = async (vault, store, cancel) => await catalog.FindAsync(vault, store.Id, cancel).ConfigureAwait(false) is not null,
    };

    /// <summary>Documents in vector stores: attributes, chunks, and what indexes are built from.</summary>
    public static IsolationProbe Of(IStoreFileCatalog attached, IVectorStoreCatalog catalog, IFileStore files) => new SealedRowsProbe<(SealedStoreFile File, byte[] Key, SealedChunk? Chunk)>(
        "documents and chunks",
        (vault, cancel) => ReadAsync(attached, catalog, files, vault, cancel),
        static (vault, row) =>
        {
            using var key = DocumentKey.Unwrap(vault, row.File.File, row.Key);
            StoreFileHead.Open(key, row.File.Store, row.File.SealedHead);
            if (row.Chunk is not null)
            {
                ChunkBody.Open(key, row.File.Store, row.Chunk);
            }
        })
    {
        Ask = async (vault, row, cancel) => await attached.FindAsync(vault, row.File.Store, row.File.File, cancel).ConfigureAwait(false) is not null
            || (await attached.ListTextsAsync(vault, row.File.Store, row.File.File, 0, MostChunks, cancel).ConfigureAwait(false)).Count > 0
            || await attached.ReadChangesAsync(vault, row.File.Store, 0, isFirstLoad: true, missingIn: null, cancel).ConfigureAwait(false) is not null,
    };

    private static async Task<IReadOnlyList<Recorded>> ReadAsync(IRecordingStore store, TenantVault vault, CancellationToken cancellationToken)
    {
        var rows = new List<Recorded>();
        foreach (var listed in await store.ListAsync(vault, MostRows, cancellationToken).ConfigureAwait(false))
        {
            var exchange = await store.FindAsync(vault, listed.Exchange, cancellationToken).ConfigureAwait(false);
            foreach (var segment in exchange?.Segments.Take(1) ?? [])
            {
                if (await store.ReadTextAsync(vault, segment.Hash, cancellationToken).ConfigureAwait(false) is { } box)
                {
                    rows.Add(new(listed.Exchange, segment.Hash, box));
                }
            }
        }

        return rows;
    }

    private static async Task<IReadOnlyList<(SealedStoreFile File, byte[] Key, SealedChunk? Chunk)>> ReadAsync(
        IStoreFileCatalog attached, IVectorStoreCatalog catalog, IFileStore files, TenantVault vault, CancellationToken cancellationToken)
    {
        var rows = new List<(SealedStoreFile, byte[], SealedChunk?)>();
        foreach (var store in (await catalog.ListAsync(vault, new ListWindow<VectorStoreId>(MostRows), cancellationToken).ConfigureAwait(false)).Items)
        {
            var listed = await attached.ListAsync(vault, store.Id, null, null, new ListWindow<FileId>(MostRows), cancellationToken).ConfigureAwait(false);

            // A listing leaves it out, and it is the one that is always there.
            var sentinel = await attached.FindAsync(vault, store.Id, SentinelFile.Of(vault), cancellationToken).ConfigureAwait(false);
            foreach (var file in sentinel is null ? listed.Items : listed.Items.Prepend(sentinel))
            {
                var keys = await files.ReadKeysAsync(vault, [file.File], cancellationToken).ConfigureAwait(false);
                if (keys.TryGetValue(file.File, out var key))
                {
                    var chunks = await attached.ListTextsAsync(vault, store.Id, file.File, 0, 1, cancellationToken).ConfigureAwait(false);
                    rows.Add((file, key, chunks.Count > 0 ? chunks[0] : null));
                }

                if (rows.Count == MostRows)
                {
                    return rows;
                }
            }
        }

        return rows;
    }

    private sealed record Recorded(string Exchange, byte[] Hash, byte[] Box);
}
