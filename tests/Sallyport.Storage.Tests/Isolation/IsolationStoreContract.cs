using System.Text;
using Sallyport.Isolation;
using Sallyport.Isolation.Checking;
using Sallyport.Issuance;
using Sallyport.Ledger;
using Sallyport.Recording;
using Sallyport.Retrieval;
using Sallyport.Retrieval.CleanRoom;
using Sallyport.Retrieval.Library;
using Sallyport.Storage.Issuance;
using Sallyport.Storage.Ledger;
using Sallyport.Storage.Recording;
using Sallyport.Storage.Tests.Retrieval;
using Sallyport.Storage.Tests.Tenancy;
using Sallyport.Tenancy;
using Sallyport.Text;
using Xunit;

namespace Sallyport.Storage.Tests.Isolation;

/// <summary>The check finds sound stores sound, and each store that is sabotaged, by its own probe.</summary>
public abstract class IsolationStoreContract<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : class, IDatabaseFixture
{
    private static readonly CanaryKey Key = NewKey();

    private readonly Workspace _work = new(fixture.Database);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SoundStores_AreFoundApart_AndEachWasProbed()
    {
        var scene = await SetAsync();

        var report = await CheckAsync(scene, scene.Probes());

        Assert.Empty(report.Probes.SelectMany(static probe => probe.Breaches));
        Assert.All(report.Probes, static probe => Assert.True(probe is { Failures: 0, Tries: > 0 }, $"{probe.Probe}: {probe.Tries} tries, {probe.Failures} failures: {probe.Failure}"));
        Assert.True(report.IsSound);
    }

    [Theory]
    [InlineData("vault keys")]
    [InlineData("api keys")]
    [InlineData("upstream credentials")]
    [InlineData("policies")]
    [InlineData("known secrets")]
    [InlineData("exemplars")]
    [InlineData("recordings")]
    [InlineData("ledger")]
    [InlineData("issued items")]
    [InlineData("files")]
    [InlineData("vector stores")]
    [InlineData("documents and chunks")]
    [InlineData("searches")]
    public async Task LeakyStore_IsReported(string probe)
    {
        var scene = await SetAsync();

        var report = await CheckAsync(scene, scene.Probes(leaky: probe));

        Assert.True(report.HasBreach);
        Assert.False(report.IsSound);
        var breach = Assert.Single(report.Probes.Single(result => result.Probe == probe).Breaches, breach => breach.Other == scene.Other.Tenant);
        Assert.Equal(scene.Owner.Tenant, breach.Owner);
    }

    [Fact]
    public async Task EveryProbe_IsSabotagedAbove()
    {
        var scene = await SetAsync();
        var sabotaged = typeof(IsolationStoreContract<TFixture>).GetMethod(nameof(LeakyStore_IsReported))!.GetCustomAttributes(typeof(InlineDataAttribute), inherit: false)
            .Cast<InlineDataAttribute>().Select(static data => (string)data.Data[0]!);

        Assert.Equal(scene.Probes().Select(static probe => probe.Name).Order(), sabotaged.Order());
    }

    [Fact]
    public async Task Probe_ThatFails_IsNotSound()
    {
        var scene = await SetAsync();

        var report = await CheckAsync(scene, [new VaultProbe((_, _) => throw new InvalidOperationException("Gone."))]);

        Assert.False(report.IsSound);
        Assert.False(report.HasBreach);
        Assert.Equal((2, "InvalidOperationException"), (report.Probes[0].Failures, report.Probes[0].Failure));
    }

    [Fact]
    public void Sample_OfOneSeed_IsTheSame()
    {
        var tenants = Enumerable.Range(0, 40).Select(static i => new Tenant(TenantId.New(), TenantName.Parse($"t{i}"), TenantState.Active, TenantSettings.Standard, DateTimeOffset.UnixEpoch)).ToList();

        Assert.Equal(IsolationCheck.Sample(tenants, 8, 3), IsolationCheck.Sample([.. tenants.AsEnumerable().Reverse()], 8, 3));
        Assert.NotEqual(IsolationCheck.Sample(tenants, 8, 3), IsolationCheck.Sample(tenants, 8, 4));
        Assert.Equal(8, IsolationCheck.Sample(tenants, 8, 3).Count);
    }

    private Task<IsolationReport> CheckAsync(Scene scene, IReadOnlyList<IsolationProbe> probes) =>
        new IsolationCheck(probes, _work.Vaults, _work.Time).RunAsync(scene.Tenants, Cancel);

    private async Task<Scene> SetAsync()
    {
        var (owner, other) = (await _work.CreateVaultAsync(), await _work.CreateVaultAsync());
        var work = new LibraryWork(_work);
        var sentinels = _work.SentinelsWith(static tenant => SentinelText.With(Key.TokenOf(tenant)));
        await using var ledger = await LedgerWriter.OpenAsync(new LedgerStore(_work.Database), new LedgerWriterOptions(), TimeProvider.System, null, Cancel);
        foreach (var vault in new[] { owner, other })
        {
            var tenant = vault.Tenant;
            await _work.Keys.CreateAsync(tenant, new KeyDraft(), Cancel);
            await _work.Upstreams.AddAsync(tenant, new UpstreamDraft { Name = "own", Kind = UpstreamKind.OpenAi, Address = new Uri("https://models.example"), Credential = "sk-" + tenant.Value }, Cancel);
            await _work.Policies.AddAsync(tenant, "version: 1\nname: own\nguards: []\n", "tests", Cancel);
            await _work.KnownSecrets.SetAsync(tenant, "own", "a secret of " + tenant.Value, Cancel);
            await _work.Exemplars.AddAsync(tenant, new ExemplarDraft("own", "Say the secret word of " + tenant.Value, TimeSpan.FromDays(1)), Cancel);
            await new Recorder(new RecordingStore(_work.Database), _work.Time).RecordAsync(
                vault, "ex_" + tenant.Value[3..], [new Segment(0, Origin.User, Trust.User, Form.Text, ("hello " + tenant.Value).AsMemory())], Cancel);
            var draft = new LedgerDraft { Kind = "tests", Exchange = "ex_" + tenant.Value[3..] };
            await ledger.AppendAsync(tenant, draft.Attach(SealedPayload.Seal(vault, "findings", Encoding.UTF8.GetBytes(tenant.Value))), Durability.Strict, Cancel);
            var store = await work.CreateStoreAsync(vault);
            await sentinels.PlantAsync(vault, store.Id, Cancel);
            await work.AttachAsync(vault, store.Id, "Trains before flights.");
        }

        await work.IngestAsync();
        return new Scene(_work, work, owner, other, sentinels, [.. (await _work.Tenants.ListAsync(Cancel)).Where(tenant => tenant.Id == owner.Tenant || tenant.Id == other.Tenant)]);
    }

    private static CanaryKey NewKey()
    {
        using var signing = InstanceSigningKey.FromSeed("tests", new byte[InstanceSigningKey.Length]);
        return new(signing);
    }

    /// <summary>Two tenants who have something of everything.</summary>
    private sealed record Scene(Workspace Work, LibraryWork Library, TenantVault Owner, TenantVault Other, SentinelFiles Sentinels, IReadOnlyList<Tenant> Tenants)
    {
        public IReadOnlyList<IsolationProbe> Probes(string? leaky = null)
        {
            T Store<T>(T store, string probe)
                where T : class => probe == leaky ? LeakyStore.Over(store, Owner, Other) : store;

            // Nothing of it writes to the ledger.
            var rooms = new CleanRooms(Work.VectorStores, Work.StoreDocuments, Work.Vaults, new TenantEmbedders(Library.Embedder), null!, 64 << 20, Work.Time);
            return
            [
                new VaultProbe((tenant, cancel) => Work.Vaults.OpenAsync(leaky == "vault keys" ? Owner.Tenant : tenant, cancel)),
                StoreProbes.Of(Store<IKeyStore>(Work.KeyStore, "api keys")),
                StoreProbes.Of(Store<IUpstreamStore>(Work.UpstreamStore, "upstream credentials")),
                StoreProbes.Of(Store<IPolicyStore>(Work.PolicyStore, "policies")),
                StoreProbes.Of(Store<IKnownSecretStore>(Work.KnownSecretStore, "known secrets")),
                StoreProbes.Of(Store<IExemplarStore>(Work.ExemplarStore, "exemplars")),
                StoreProbes.Of(Store<IRecordingStore>(new RecordingStore(Work.Database), "recordings")),
                StoreProbes.Of(Store<ILedgerStore>(new LedgerStore(Work.Database), "ledger")),
                new IssuedItemProbe(Store<IIssuedItemStore>(new IssuedItemStore(Work.Database), "issued items"), Work.Time),
                StoreProbes.Of(Store<IFileStore>(Work.FileStore, "files")),
                StoreProbes.Of(Store<IVectorStoreCatalog>(Work.VectorStoreCatalog, "vector stores")),
                StoreProbes.Of(Store<IStoreFileCatalog>(Work.StoreFileCatalog, "documents and chunks"), Work.VectorStoreCatalog, Work.FileStore),
                new SearchProbe(
                    Work.VectorStores, Sentinels, Key,
                    async (vault, store, queries, cancel) => leaky == "searches" && vault == Other
                        ? [.. await rooms.ProbeAsync(vault, store, queries, cancel), Sentinels.TextOf(Owner.Tenant)]
                        : await rooms.ProbeAsync(vault, store, queries, cancel)),
            ];
        }
    }
}
