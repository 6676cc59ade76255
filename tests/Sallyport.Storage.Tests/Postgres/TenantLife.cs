using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sallyport.Issuance;
using Sallyport.Ledger;
using Sallyport.Recording;
using Sallyport.Retrieval;
using Sallyport.Retrieval.Library;
using Sallyport.Rotation;
using Sallyport.Storage.Issuance;
using Sallyport.Storage.Ledger;
using Sallyport.Storage.Recording;
using Sallyport.Storage.Rotation;
using Sallyport.Storage.Tenancy;
using Sallyport.Storage.Tests.Retrieval;
using Sallyport.Storage.Tests.Tenancy;
using Sallyport.Tenancy;
using Sallyport.Text;

namespace Sallyport.Storage.Tests.Postgres;

/// <summary>A tenant that goes through every store: what it keeps bears its mark, what it keeps sealed its secret, and what it sees is written down.</summary>
internal sealed class TenantLife(Workspace work, string mark)
{
    private readonly LibraryWork _library = new(work);
    private readonly LedgerStore _ledger = new(work.Database);
    private readonly Recorder _recorder = new(new RecordingStore(work.Database), work.Time);
    private readonly IssuedItems _issued = new(new IssuedItemStore(work.Database), work.Time);
    private readonly StringBuilder _seen = new();

    /// <summary>What stands in everything that is sealed.</summary>
    public static string SecretOf(string mark) => mark + "Secret";

    private string Secret => SecretOf(mark);

    public TenantVault Vault { get; private set; } = null!;

    /// <summary>Everything that the stores gave back, as text.</summary>
    public string Seen => _seen.ToString();

    /// <summary>Fills every table of these parts and leaves it so.</summary>
    public async Task BeginAsync(Chapters chapters, CancellationToken cancel)
    {
        Vault = await work.CreateVaultAsync();
        if (chapters.HasFlag(Chapters.Rotation))
        {
            chapters |= Chapters.All;
        }

        if (chapters.HasFlag(Chapters.Administration))
        {
            var tenant = Vault.Tenant;
            await work.Keys.CreateAsync(tenant, new KeyDraft { Agent = mark }, cancel);
            await work.Upstreams.AddAsync(tenant, Upstream("main"), cancel);
            await work.Embedders.SetAsync(tenant, Embedder(mark), cancel);
            await work.Policies.AddAsync(tenant, $"mode: {Secret}", mark, cancel);
            await work.Policies.ActivateAsync(tenant, 1, cancel);
            await work.KnownSecrets.SetAsync(tenant, "kept", Secret + "-value", cancel);
            await work.Exemplars.AddAsync(tenant, new ExemplarDraft("kept", Secret + " exemplar text", TimeSpan.FromDays(9)), cancel);
            await new TokenBudgetStore(work.Database).TakeAsync(tenant, "tenant", 400, 0, asks: true, work.Time.GetUtcNow(), cancel);
        }

        if (chapters.HasFlag(Chapters.Records))
        {
            await _issued.KeepAsync(Vault, [Digest("kept")], cancel);
            await _recorder.RecordAsync(Vault, $"ex_{mark}", [Segment($"{Secret} recorded")], cancel);
            await AppendAsync(0, cancel);
            await _ledger.AddCheckpointAsync(Vault.Tenant, new StoredCheckpoint(1, 1, 1, mark), cancel);
        }

        if (chapters.HasFlag(Chapters.Library))
        {
            await BeginLibraryAsync(cancel);
        }
    }

    /// <summary>Reads and writes by every store of these parts.</summary>
    public async Task LiveAsync(Chapters chapters, CancellationToken cancel)
    {
        See(await work.Tenants.FindAsync(Vault.Tenant.Value, cancel));
        if (chapters.HasFlag(Chapters.Administration))
        {
            await AdministerAsync(cancel);
        }

        if (chapters.HasFlag(Chapters.Records))
        {
            await RecordAsync(cancel);
            await ReadLedgerAsync(cancel);
        }

        if (chapters.HasFlag(Chapters.Library))
        {
            await UseLibraryAsync(cancel);
        }

        if (chapters.HasFlag(Chapters.Rotation))
        {
            await RotateAsync(cancel);
        }
    }

    public async Task DieAsync(CancellationToken cancel)
    {
        await work.Tenants.DeleteAsync(Vault.Tenant, cancel);
        Vault.Dispose();
    }

    private async Task BeginLibraryAsync(CancellationToken cancel)
    {
        var store = await _library.CreateStoreAsync(Vault);
        await _library.AttachAsync(Vault, store.Id, $"{Secret} document text");
        await _library.IngestAsync();
        var gone = await _library.AttachAsync(Vault, store.Id, $"{Secret} removed text");
        await work.StoreFiles.DetachAsync(Vault, store.Id, gone, cancel);
        await work.StoreFiles.AttachBatchAsync(Vault, store.Id, [new StoreFileDraft(await _library.UploadAsync(Vault, $"{Secret} batch"))], cancel);
        await _library.IngestAsync();
        await BeginUploadAsync(cancel);

        // As if the process had ended before the file's rows were removed.
        await work.FileStore.DestroyKeyAsync(Vault, await _library.UploadAsync(Vault, $"{Secret} deleted"), work.Time.GetUtcNow(), cancel);
    }

    // To its end: the old key is destroyed, and what was sealed under it opens under the new one.
    private async Task RotateAsync(CancellationToken cancel)
    {
        await RecordAsBeforeMonthsAsync(cancel);
        var rotations = new TenantKeyRotations(new KeyRotationStore(work.Database), work.TenantStore, work.Vaults, work.Time);
        See((await rotations.BeginAsync(Vault.Tenant, cancel)).Phase);
        foreach (var passed in (TimeSpan[])[TenantKeyRotations.Spread, TenantKeyRotations.Settle, TenantKeyRotations.Settle])
        {
            work.Time.Advance(passed);
            See((await rotations.AdvanceAsync(Vault.Tenant, cancel))?.Phase);
        }

        See((await rotations.FindAsync(Vault.Tenant, cancel))?.Phase);
        foreach (var secret in await work.KnownSecrets.ListAsync(Vault.Tenant, cancel))
        {
            See(secret.OpenValue(Vault));
        }
    }

    // As earlier versions recorded: under the data key itself.
    private async Task RecordAsBeforeMonthsAsync(CancellationToken cancel) => await work.Database.WriteAsync(
        Vault.Tenant,
        async session =>
        {
            var tenant = Vault.Tenant.Value;
            foreach (var hash in await session.QueryAsync<byte[]>("SELECT hash FROM recorded_segments WHERE tenant_id = @tenant", new { tenant }))
            {
                var box = Vault.Seal(SegmentSeal.Purpose, Encoding.UTF8.GetBytes(Secret), hash);
                await session.ExecuteAsync("UPDATE recorded_segments SET sealed_text = @box WHERE tenant_id = @tenant AND hash = @hash", new { box, tenant, hash });
            }

            return true;
        },
        cancel);

    private async Task AdministerAsync(CancellationToken cancel)
    {
        var tenant = Vault.Tenant;
        await work.Tenants.ChangeAsync(tenant, new TenantSettings { Recording = true }, cancel);
        await work.Tenants.SuspendAsync(tenant, cancel);
        await work.Tenants.ResumeAsync(tenant, cancel);
        var key = await work.Keys.CreateAsync(tenant, new KeyDraft(), cancel);
        var next = await work.Keys.RotateAsync(tenant, key.Key.Id, TimeSpan.FromHours(1), cancel);
        await work.Keys.RevokeAsync(tenant, next.Key.Id, cancel);
        See([.. await work.Keys.ListAsync(tenant, cancel)]);
        await work.Upstreams.SetAsync(tenant, Upstream("more"), cancel);
        await work.Upstreams.SetAsync(tenant, Upstream("more"), cancel);
        foreach (var upstream in await work.Upstreams.ListAsync(tenant, cancel))
        {
            See(upstream, upstream.OpenCredential(Vault));
        }

        See(await work.Embedders.SetAsync(tenant, Embedder("other"), cancel), await work.Embedders.FindAsync(tenant, cancel));
        await work.Embedders.RemoveAsync(tenant, cancel);
        await work.Upstreams.RemoveAsync(tenant, "more", cancel);
        await work.Policies.AddAsync(tenant, "mode: second", "ann", cancel);
        await work.Policies.ActivateAsync(tenant, 2, cancel);
        See([.. await work.Policies.ListAsync(tenant, cancel)]);
        See(await work.Policies.ReadTextAsync(tenant, 1, cancel));
        await work.KnownSecrets.SetAsync(tenant, "more", "value-of-more", cancel);
        foreach (var secret in await work.KnownSecrets.ListAsync(tenant, cancel))
        {
            See(secret, secret.OpenValue(Vault));
        }

        await work.KnownSecrets.RemoveAsync(tenant, "more", cancel);
        await work.Exemplars.AddAsync(tenant, new ExemplarDraft("more", "another exemplar text", TimeSpan.FromDays(9)), cancel);
        foreach (var exemplar in await work.Exemplars.ListAsync(tenant, cancel))
        {
            See(exemplar, exemplar.OpenText(Vault));
        }

        await work.Exemplars.RevokeAsync(tenant, "more", cancel);
        See(await new TokenBudgetStore(work.Database).TakeAsync(tenant, "tenant", 400, 7, asks: true, work.Time.GetUtcNow(), cancel));
    }

    private async Task RecordAsync(CancellationToken cancel)
    {
        await _issued.KeepAsync(Vault, [Digest("more"), Digest("more")], cancel);
        See(await new IssuedItems(new IssuedItemStore(work.Database), work.Time).WasIssuedAsync(Vault, Digest("kept"), cancel));
        await _recorder.RecordAsync(Vault, "ex_more", [Segment("recorded once more"), Segment($"{Secret} recorded")], cancel);
        foreach (var listed in await _recorder.ListAsync(Vault, 100, cancel))
        {
            var found = await _recorder.FindAsync(Vault, listed.Exchange, cancel);
            See(found);
            foreach (var text in (await _recorder.OpenAsync(Vault, found!, cancel)).Texts)
            {
                See(text);
            }
        }
    }

    private async Task ReadLedgerAsync(CancellationToken cancel)
    {
        var tenant = Vault.Tenant;
        await AppendAsync(1, cancel);
        await _ledger.AddCheckpointAsync(tenant, new StoredCheckpoint(1, 2, 3, mark), cancel);
        See(await _ledger.ReadHeadAsync(tenant, cancel));
        foreach (var rows in new[]
        {
            await _ledger.ReadEntriesAsync(tenant, 0, 100, true, cancel),
            await _ledger.ReadNewestAsync(tenant, 100, 100, null, cancel),
            await _ledger.ReadNewestAsync(tenant, 100, 100, LedgerKinds.Exchange, cancel),
            await _ledger.FindExchangeAsync(tenant, "ex_shared", cancel),
        })
        {
            foreach (var row in rows)
            {
                See([row.Index, row.Kind, Encoding.UTF8.GetString(row.Body), .. row.Payloads.Select(payload => Encoding.UTF8.GetString(Vault.Open(SealedPayload.Purpose, payload.Ciphertext, [1])))]);
            }
        }

        See(Convert.ToHexStringLower(await _ledger.ReadHashesAsync(tenant, 0, 0, 100, cancel)), Convert.ToHexStringLower(await _ledger.ReadHashesAsync(tenant, 1, 0, 100, cancel)));
        See([.. await _ledger.ReadCheckpointsAsync(tenant, 0, 0, 100, cancel)]);
        See(await _ledger.ReadLastCheckpointAsync(tenant, cancel));
    }

    private async Task UseLibraryAsync(CancellationToken cancel)
    {
        var window = new ListWindow<FileId>(100);
        var stores = (await work.VectorStores.ListAsync(Vault, new ListWindow<VectorStoreId>(100), cancel)).Items;
        See([.. stores]);
        var store = stores[0];
        See(await work.VectorStores.FindAsync(Vault, store.Id, cancel), await work.VectorStores.UpdateAsync(Vault, store.Id, new VectorStoreDraft { Name = Secret }, cancel));
        work.Time.Advance(TimeSpan.FromHours(1));
        await work.VectorStores.TouchAsync(Vault, store, cancel);
        foreach (var file in (await work.Files.ListAsync(Vault, null, window, cancel)).Items)
        {
            See(file, await work.Files.FindAsync(Vault, file.Id, cancel));
            await using var content = await work.Files.OpenReadAsync(Vault, file.Id, cancel);
            using var reader = new StreamReader(content!);
            See(await reader.ReadToEndAsync(cancel));
        }

        var added = await _library.AttachAsync(Vault, store.Id, "added text");
        await _library.IngestAsync();
        await work.StoreFiles.UpdateAsync(Vault, store.Id, added, new Dictionary<string, AttributeValue>(), ["label"], cancel);
        var (batch, _) = await work.StoreFiles.AttachBatchAsync(Vault, store.Id, [new StoreFileDraft(await _library.UploadAsync(Vault, "in a batch"))], cancel);
        See(await work.StoreFiles.CancelBatchAsync(Vault, store.Id, batch.Id, cancel), await work.StoreFiles.FindBatchAsync(Vault, store.Id, batch.Id, cancel));
        foreach (var attached in (await work.StoreFiles.ListAsync(Vault, store.Id, null, null, window, cancel)).Items)
        {
            See(attached, await work.StoreFiles.FindAsync(Vault, store.Id, attached.File, cancel), await _library.TextAsync(Vault, store.Id, attached.File));
            var fetched = await work.StoreDocuments.FetchAsync(Vault, [new ChunkPlace(store.Id, attached.File, 0), new ChunkPlace(store.Id, attached.File, 1)], cancel);
            See(fetched.Open(new ChunkPlace(store.Id, attached.File, 0)), fetched.Open(new ChunkPlace(store.Id, attached.File, 1)));
        }

        See(await work.StoreFiles.RetryAsync(Vault, cancel), await work.StoreFileCatalog.RetryAsync(Vault, [(await work.StoreFileCatalog.FindAsync(Vault, store.Id, added, cancel))!], work.Time.GetUtcNow(), cancel));
        var replica = new IndexReplica(work.StoreDocuments, Vault, store.Id);
        await replica.CatchUpAsync();
        See([.. replica.Documents.Keys]);
        await work.StoreFiles.DetachAsync(Vault, store.Id, added, cancel);
        await work.Files.DeleteAsync(Vault, added, cancel);
        await BeginUploadAsync(cancel);
        work.Time.Advance(TimeSpan.FromDays(2));
        await work.VectorStores.PurgeAsync(Vault, cancel);
        await work.VectorStores.DeleteAsync(Vault, (await _library.CreateStoreAsync(Vault)).Id, cancel);
    }

    // An upload under way: its key is what workers of the installation look for.
    private async Task BeginUploadAsync(CancellationToken cancel)
    {
        var now = work.Time.GetUtcNow();
        var file = FileId.New(work.Time);
        await work.FileStore.BeginAsync(Vault, new SealedFile(file, "assistants", 0, now, [1]), [2], now + TimeSpan.FromDays(400), cancel);
        await work.FileStore.ExtendAsync(Vault, file, now + TimeSpan.FromDays(401), cancel);
    }

    private async Task AppendAsync(long index, CancellationToken cancel)
    {
        await using var round = await _ledger.BeginRoundAsync([Vault.Tenant], cancel);
        See(await round.ReadLeafHashAsync(Vault.Tenant, 0, cancel) is { } hash ? Convert.ToHexStringLower(hash) : null);
        var row = new LedgerRow(
            index, index, LedgerKinds.Exchange, "ex_shared", Encoding.UTF8.GetBytes($"{mark} entry"), RandomNumberGenerator.GetBytes(32), [new SealedPayload("p", [1], Vault.Seal(SealedPayload.Purpose, Encoding.UTF8.GetBytes(Secret), [1]))]);
        var head = new LedgerHead(Vault.Tenant, index + 1, [], 1, 0, 0);
        await round.CommitAsync([new LedgerAppend(head, [row], [new MerkleNode(1, index, RandomNumberGenerator.GetBytes(32))])], cancel);
    }

    private UpstreamDraft Upstream(string name) => new()
    {
        Name = name, Kind = UpstreamKind.OpenAi, Address = new Uri("https://host/" + mark), Credential = $"{Secret}-credential", SharedCredential = true,
    };

    private static EmbedderSettings Embedder(string model) => new() { Upstream = "main", Model = model, Dimensions = 4 };

    private byte[] Digest(string item) => IssuedItems.DigestOf(Vault, Encoding.UTF8.GetBytes(item));

    private static Segment Segment(string text) => new(0, Origin.User, Trust.Untrusted, Form.Text, text.AsMemory());

    private void See(params object?[] things)
    {
        foreach (var thing in things)
        {
            _seen.AppendLine(CultureInfo.InvariantCulture, $"{thing}");
        }
    }
}
