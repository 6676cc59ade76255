using Sallyport.Storage.Tenancy;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Storage.Tests.Tenancy;

public abstract class EmbedderStoreContract<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : class, IDatabaseFixture
{
    private static readonly EmbedderSettings Settings = new() { Upstream = "embed", Model = "embed-small", Dimensions = 1536 };

    private readonly Workspace _work = new(fixture.Database);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Embedder_Set_IsFoundWithAllItsSettingsAndKnownToTheDirectory()
    {
        var vault = await CreateAsync();
        var neighbour = await CreateAsync();
        var settings = Settings with
        {
            AsksForDimensions = true,
            WindowLength = 2_000,
            BatchSize = 7,
            Timeout = TimeSpan.FromSeconds(3.5),
            DocumentPrefix = "passage: ",
            QueryPrefix = "query: ",
        };

        var set = await _work.Embedders.SetAsync(vault.Tenant, settings, Cancel);

        Assert.Equal(settings, set.Settings);
        Assert.Equal(set, await _work.Embedders.FindAsync(vault.Tenant, Cancel));
        Assert.Null(await _work.Embedders.FindAsync(neighbour.Tenant, Cancel));
        var changes = await new DirectorySource(_work.Database).ReadChangesAsync(0, Cancel);
        Assert.Equal(set, changes.Tenants.Single(record => record.Tenant.Id == vault.Tenant).Embedder);
        Assert.Null(changes.Tenants.Single(record => record.Tenant.Id == neighbour.Tenant).Embedder);
    }

    [Fact]
    public async Task Embedder_Replaced_HasAnotherNameWhereATextCouldGetAnotherVector()
    {
        var vault = await CreateAsync();
        var first = await _work.Embedders.SetAsync(vault.Tenant, Settings, Cancel);

        var same = await _work.Embedders.SetAsync(vault.Tenant, Settings with { Timeout = TimeSpan.FromSeconds(1), BatchSize = 1 }, Cancel);
        EmbedderSettings[] others =
        [
            Settings with { Model = "embed-large" }, Settings with { Dimensions = 512 }, Settings with { AsksForDimensions = true }, Settings with { WindowLength = 500 },
            Settings with { DocumentPrefix = "p" }, Settings with { QueryPrefix = "p" },
        ];
        var names = new List<string>();
        foreach (var other in others)
        {
            names.Add((await _work.Embedders.SetAsync(vault.Tenant, other, Cancel)).Name);
        }

        Assert.Equal(first.Name, same.Name);
        Assert.Equal(others.Length + 1, names.Append(first.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(others[^1], (await _work.Embedders.FindAsync(vault.Tenant, Cancel))!.Settings);
    }

    [Fact]
    public async Task Embedder_WithoutAnUpstreamThatSpeaksItsProtocol_IsRefused()
    {
        var vault = await CreateAsync();
        await _work.Upstreams.AddAsync(vault.Tenant, Upstream("claude") with { Kind = UpstreamKind.Anthropic }, Cancel);

        foreach (var name in (string[])["none", "claude"])
        {
            var error = await Assert.ThrowsAsync<TenancyException>(() => _work.Embedders.SetAsync(vault.Tenant, Settings with { Upstream = name }, Cancel));
            Assert.Equal(TenancyFailure.NotFound, error.Failure);
        }

        Assert.Null(await _work.Embedders.FindAsync(vault.Tenant, Cancel));
    }

    [Fact]
    public async Task Upstream_ThatTheEmbedderUses_StaysWhereItIsAndMayGetAnotherCredential()
    {
        var vault = await CreateAsync();
        await _work.Embedders.SetAsync(vault.Tenant, Settings, Cancel);

        var removed = await Assert.ThrowsAsync<TenancyException>(() => _work.Upstreams.RemoveAsync(vault.Tenant, "embed", Cancel));
        var moved = await Assert.ThrowsAsync<TenancyException>(() => _work.Upstreams.SetAsync(vault.Tenant, Upstream("embed") with { Address = new Uri("https://other.example.test/v1") }, Cancel));
        var spoken = await Assert.ThrowsAsync<TenancyException>(() => _work.Upstreams.SetAsync(vault.Tenant, Upstream("embed") with { Kind = UpstreamKind.Anthropic }, Cancel));
        await _work.Upstreams.SetAsync(vault.Tenant, Upstream("embed") with { Credential = "sk-renewed" + vault.Tenant.Value }, Cancel);

        Assert.All([removed, moved, spoken], static error => Assert.Equal(TenancyFailure.Conflict, error.Failure));
        Assert.Equal("sk-renewed" + vault.Tenant.Value, Assert.Single(await _work.Upstreams.ListAsync(vault.Tenant, Cancel)).OpenCredential(vault));
        await _work.Embedders.RemoveAsync(vault.Tenant, Cancel);
        await _work.Upstreams.RemoveAsync(vault.Tenant, "embed", Cancel);
        Assert.Equal(TenancyFailure.NotFound, (await Assert.ThrowsAsync<TenancyException>(() => _work.Embedders.RemoveAsync(vault.Tenant, Cancel))).Failure);
    }

    [Fact]
    public async Task Tenant_Deleted_TakesItsEmbedderAlong()
    {
        var vault = await CreateAsync();
        await _work.Embedders.SetAsync(vault.Tenant, Settings, Cancel);

        await _work.Tenants.DeleteAsync(vault.Tenant, Cancel);

        var left = await _work.Database.ReadAsync(
            vault.Tenant, session => session.FirstOrDefaultAsync<long>("SELECT count(*) FROM embedders WHERE tenant_id = @tenant", new { tenant = vault.Tenant.Value }), Cancel);
        Assert.Equal(0, left);
    }

    [Theory]
    [MemberData(nameof(EmbedderMistakes.All), MemberType = typeof(EmbedderMistakes), DisableDiscoveryEnumeration = true)]
    public async Task Setting_OutOfRange_IsRefusedByName(string named, EmbedderSettings settings)
    {
        var vault = await CreateAsync();

        var error = await Assert.ThrowsAsync<TenancyException>(() => _work.Embedders.SetAsync(vault.Tenant, settings, Cancel));

        Assert.Equal(TenancyFailure.Invalid, error.Failure);
        Assert.Contains(named, error.Message, StringComparison.OrdinalIgnoreCase);
    }

    private static UpstreamDraft Upstream(string name) => new() { Name = name, Kind = UpstreamKind.OpenAi, Address = new Uri("https://api.example.test/v1"), Models = ["embed-*"] };

    private async Task<TenantVault> CreateAsync()
    {
        var vault = await _work.CreateVaultAsync();
        await _work.Upstreams.AddAsync(vault.Tenant, Upstream("embed"), Cancel);
        return vault;
    }
}
