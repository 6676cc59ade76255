using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Ledger;
using Sallyport.Recording;
using Sallyport.Retrieval;
using Sallyport.Retrieval.Library;
using Sallyport.Storage.Ledger;
using Sallyport.Storage.Recording;
using Sallyport.Storage.Tests.Retrieval;
using Sallyport.Storage.Tests.Tenancy;
using Sallyport.Tenancy;
using Sallyport.Text;
using Xunit;

namespace Sallyport.Storage.Tests.Rotation;

/// <summary>Something of all that lies sealed under a tenant's data key, written once and read back whole.</summary>
internal sealed class TenantContents
{
    private const string Policy = "policy: 1\nmode: observe\n";

    private readonly List<FileId> _files = [];
    private VectorStoreId _store;

    private TenantContents(TenantId tenant) => Tenant = tenant;

    public TenantId Tenant { get; }

    public static async Task<TenantContents> WriteAsync(Workspace work)
    {
        var vault = await work.CreateVaultAsync();

        // As before months of records had keys: half of them are sealed so.
        using var plain = work.Master.OpenVault(vault.Tenant, (await work.TenantStore.ReadWrappedKeyAsync(vault.Tenant, CancellationToken.None))!);
        var contents = new TenantContents(vault.Tenant);
        var library = new LibraryWork(work);
        contents._store = (await work.VectorStores.CreateAsync(vault, new VectorStoreDraft { Name = "handbook" }, library.Embedder.Name, CancellationToken.None)).Id;
        for (var i = 0; i < 3; i++)
        {
            await work.Upstreams.AddAsync(
                vault.Tenant,
                new UpstreamDraft { Name = $"up-{i}", Kind = UpstreamKind.OpenAi, Address = new Uri("https://host/"), Credential = Credential(vault.Tenant, i) },
                CancellationToken.None);
            await work.KnownSecrets.SetAsync(vault.Tenant, $"secret-{i}", $"a-secret-value-{i}", CancellationToken.None);
            await work.Exemplars.AddAsync(vault.Tenant, new ExemplarDraft($"exemplar-{i}", $"approve-this-gift-card {i}", TimeSpan.FromDays(9)), CancellationToken.None);
            await work.Policies.AddAsync(vault.Tenant, Policy + $"# {i}\n", "ann", CancellationToken.None);
            await Recorder(work).RecordAsync(i % 2 == 0 ? plain : vault, $"ex_{i}", [new Segment(0, Origin.User, Trust.Untrusted, Form.Text, $"recorded {i}".AsMemory())], CancellationToken.None);
            contents._files.Add(await library.UploadAsync(vault, $"document {i}"));
        }

        var ledger = new LedgerStore(work.Database);
        await using var writer = await LedgerWriter.OpenAsync(ledger, new LedgerWriterOptions(), work.Time, NullLogger<LedgerWriter>.Instance, CancellationToken.None);
        for (var i = 0; i < 5; i++)
        {
            var draft = new LedgerDraft { Kind = "test", Exchange = $"ex_{i}" };
            draft.Attach(SealedPayload.Seal(i % 2 == 0 ? plain : vault, "detail", Encoding.UTF8.GetBytes($"payload {i}")));
            await writer.AppendAsync(vault.Tenant, draft, Durability.Strict, CancellationToken.None);
        }

        return contents;
    }

    /// <summary>Reads all of it, as whoever has this vault.</summary>
    public async Task AssertReadableAsync(Workspace work, TenantVault vault)
    {
        var upstreams = await work.UpstreamStore.ListAsync(vault, CancellationToken.None);
        Assert.Equal([.. Enumerable.Range(0, 3).Select(i => Credential(vault.Tenant, i))], upstreams.Select(upstream => upstream.OpenCredential(vault)));
        Assert.Equal(["a-secret-value-0", "a-secret-value-1", "a-secret-value-2"], (await work.KnownSecretStore.ListAsync(vault, CancellationToken.None)).Select(secret => secret.OpenValue(vault)));
        Assert.Equal(
            ["approve-this-gift-card 0", "approve-this-gift-card 1", "approve-this-gift-card 2"],
            (await work.ExemplarStore.ListAsync(vault, CancellationToken.None)).Select(exemplar => exemplar.OpenText(vault)).Order(StringComparer.Ordinal));
        var reader = new LedgerReader(new LedgerStore(work.Database), vault);
        for (var i = 0; i < 3; i++)
        {
            Assert.EndsWith($"# {i}\n", (await work.PolicyStore.FindAsync(vault, i + 1, CancellationToken.None))!.OpenText(vault));
            var look = await Recorder(work).OpenAsync(vault, (await Recorder(work).FindAsync(vault, $"ex_{i}", CancellationToken.None))!, CancellationToken.None);
            Assert.Equal($"recorded {i}", Assert.Single(look.Texts).Text);
            await using var content = await work.Files.OpenReadAsync(vault, _files[i], CancellationToken.None);
            using var text = new StreamReader(content!);
            Assert.Equal($"document {i}", await text.ReadToEndAsync());
        }

        for (var i = 0; i < 5; i++)
        {
            var entry = Assert.Single(await reader.FindExchangeAsync($"ex_{i}", CancellationToken.None));
            Assert.Equal($"payload {i}", Encoding.UTF8.GetString(await reader.OpenPayloadAsync(Assert.Single(entry.Payloads), CancellationToken.None)));
        }

        Assert.Equal("handbook", (await work.VectorStores.FindAsync(vault, _store, CancellationToken.None))!.Name);
    }

    private static string Credential(TenantId tenant, int i) => $"sk-{tenant}-{i}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(tenant.Value)))}";

    private static Recorder Recorder(Workspace work) => new(new RecordingStore(work.Database), work.Time);
}
