using System.Security.Cryptography;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Storage.Tests.Tenancy;

public abstract class UpstreamStoreContract<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : class, IDatabaseFixture
{
    private readonly Workspace _work = new(fixture.Database);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Upstream_Added_IsListedWithAllItsProperties()
    {
        var vault = await _work.CreateVaultAsync();
        var draft = Draft("main", "sk-provider-credential") with
        {
            Kind = UpstreamKind.Azure,
            Models = ["gpt-*", "o3"],
            Timeouts = new UpstreamTimeouts(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(4)),
        };

        await _work.Upstreams.AddAsync(vault.Tenant, draft, Cancel);

        var listed = Assert.Single(await _work.Upstreams.ListAsync(vault.Tenant, Cancel));
        Assert.Equal("main", listed.Name);
        Assert.Equal(UpstreamKind.Azure, listed.Kind);
        Assert.Equal(draft.Address, listed.Address);
        Assert.Equal(draft.Models, listed.Models);
        Assert.Equal(draft.Timeouts, listed.Timeouts);
        Assert.Equal("sk-provider-credential", listed.OpenCredential(vault));
    }

    [Fact]
    public async Task Upstream_NameTaken_IsRefusedByAddAndReplacedBySet()
    {
        var vault = await _work.CreateVaultAsync();
        await _work.Upstreams.AddAsync(vault.Tenant, Draft("main"), Cancel);

        var error = await Assert.ThrowsAsync<TenancyException>(() => _work.Upstreams.AddAsync(vault.Tenant, Draft("main"), Cancel));
        await _work.Upstreams.SetAsync(vault.Tenant, Draft("main") with { Credential = "sk-another" }, Cancel);

        Assert.Equal(TenancyFailure.NameTaken, error.Failure);
        Assert.Equal("sk-another", Assert.Single(await _work.Upstreams.ListAsync(vault.Tenant, Cancel)).OpenCredential(vault));
    }

    [Fact]
    public async Task Upstream_OneTooMany_IsRefusedUntilAnotherGoes()
    {
        var vault = await _work.CreateVaultAsync();
        for (var i = 0; i < UpstreamAdministration.MaxCount; i++)
        {
            await _work.Upstreams.AddAsync(vault.Tenant, Draft($"u{i}"), Cancel);
        }

        var error = await Assert.ThrowsAsync<TenancyException>(() => _work.Upstreams.AddAsync(vault.Tenant, Draft("more"), Cancel));
        await _work.Upstreams.SetAsync(vault.Tenant, Draft("u0"), Cancel);
        await _work.Upstreams.RemoveAsync(vault.Tenant, "u0", Cancel);
        await _work.Upstreams.AddAsync(vault.Tenant, Draft("more"), Cancel);

        Assert.Equal(TenancyFailure.Conflict, error.Failure);
        Assert.Contains("100 upstreams", error.Message, StringComparison.Ordinal);
        Assert.Equal(UpstreamAdministration.MaxCount, (await _work.Upstreams.ListAsync(vault.Tenant, Cancel)).Count);
    }

    [Fact]
    public async Task Upstream_OfAnotherTenant_IsNotSeenAndItsCredentialNotOpened()
    {
        var mine = await _work.CreateVaultAsync();
        var theirs = await _work.CreateVaultAsync();
        var upstream = await _work.Upstreams.AddAsync(mine.Tenant, Draft("main"), Cancel);

        var seen = await _work.Upstreams.ListAsync(theirs.Tenant, Cancel);

        Assert.Empty(seen);
        Assert.ThrowsAny<CryptographicException>(() => upstream.OpenCredential(theirs));
        await Assert.ThrowsAsync<TenancyException>(() => _work.Upstreams.RemoveAsync(theirs.Tenant, "main", Cancel));
    }

    [Fact]
    public async Task Upstream_CredentialMovedToAnotherRow_IsNotOpened()
    {
        var vault = await _work.CreateVaultAsync();
        var upstream = await _work.Upstreams.AddAsync(vault.Tenant, Draft("main"), Cancel);

        var moved = upstream with { Name = "other" };

        Assert.ThrowsAny<CryptographicException>(() => moved.OpenCredential(vault));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task Upstream_CredentialOfAnotherTenant_IsRefusedUnlessBothDeclareIt(bool first, bool second)
    {
        var mine = await _work.CreateVaultAsync();
        var theirs = await _work.CreateVaultAsync();
        var draft = Draft("main") with { Credential = $"sk-{Guid.NewGuid():N}" };
        await _work.Upstreams.AddAsync(mine.Tenant, draft with { SharedCredential = first }, Cancel);

        var error = await Assert.ThrowsAsync<TenancyException>(() => _work.Upstreams.AddAsync(theirs.Tenant, draft with { SharedCredential = second }, Cancel));
        await _work.Upstreams.SetAsync(mine.Tenant, draft with { SharedCredential = true }, Cancel);
        await _work.Upstreams.AddAsync(theirs.Tenant, draft with { SharedCredential = true }, Cancel);

        Assert.Equal(TenancyFailure.Conflict, error.Failure);
        Assert.DoesNotContain(draft.Credential, error.Message, StringComparison.Ordinal);
        Assert.True(Assert.Single(await _work.Upstreams.ListAsync(theirs.Tenant, Cancel)).SharedCredential);
    }

    [Fact]
    public async Task Upstream_CredentialOfTheSameTenant_MayStandTwice()
    {
        var vault = await _work.CreateVaultAsync();
        var draft = Draft("one") with { Credential = $"sk-{Guid.NewGuid():N}" };

        await _work.Upstreams.AddAsync(vault.Tenant, draft, Cancel);
        await _work.Upstreams.AddAsync(vault.Tenant, draft with { Name = "two" }, Cancel);

        Assert.Equal(2, (await _work.Upstreams.ListAsync(vault.Tenant, Cancel)).Count);
    }

    [Fact]
    public async Task Upstream_Removed_IsGone()
    {
        var vault = await _work.CreateVaultAsync();
        await _work.Upstreams.AddAsync(vault.Tenant, Draft("main"), Cancel);

        await _work.Upstreams.RemoveAsync(vault.Tenant, "main", Cancel);

        Assert.Empty(await _work.Upstreams.ListAsync(vault.Tenant, Cancel));
    }

    [Theory]
    [InlineData("ftp://host/", "gpt-4", "sk-1")]
    [InlineData("https://user:word@host/", "gpt-4", "sk-1")]
    [InlineData("https://host/#part", "gpt-4", "sk-1")]
    [InlineData("https://host/", "gpt 4", "sk-1")]
    [InlineData("https://host/", "", "sk-1")]
    [InlineData("https://host/", "gpt-4", "sk-1\r\nx-other: 1")]
    [InlineData("https://host/", "gpt-4", "")]
    public async Task Upstream_OutOfForm_IsRefused(string address, string model, string credential)
    {
        var vault = await _work.CreateVaultAsync();
        var draft = Draft("main") with { Address = new Uri(address), Models = [model], Credential = credential };

        var error = await Assert.ThrowsAsync<TenancyException>(() => _work.Upstreams.AddAsync(vault.Tenant, draft, Cancel));

        Assert.Equal(TenancyFailure.Invalid, error.Failure);
        Assert.DoesNotContain("sk-1", error.Message);
    }

    private static UpstreamDraft Draft(string name, string? credential = null) => new()
    {
        Name = name,
        Kind = UpstreamKind.OpenAi,
        Address = new Uri("https://api.example.test/v1"),
        Credential = credential ?? $"sk-{Guid.NewGuid():N}",
    };
}
