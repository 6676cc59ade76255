using System.Net;
using Sallyport.Gateway.Tests.Isolation;
using Xunit;

namespace Sallyport.Gateway.Tests.Admin;

public sealed class IsolationApiTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Check_Asked_IsAnsweredAndIsTheLastOneFromThenOn()
    {
        await using var own = await IsolatedInstallation.OpenAsync();
        using var watch = own.Watch(TimeProvider.System);
        await using var gateway = await TestGateway.StartAsync(isolation: watch);
        using var admin = new AdminClient(gateway.Admin);

        await admin.CallAsync(HttpMethod.Get, "/isolation", null, HttpStatusCode.NotFound);
        var checkedNow = await admin.CallAsync(HttpMethod.Post, "/isolation/check", """{"tenants":2,"seed":7}""");
        var last = await admin.CallAsync(HttpMethod.Get, "/isolation");

        Assert.Equal("sound", (string?)checkedNow["outcome"]);
        Assert.Equal(2, (int)checkedNow["tenants"]!);
        var probe = Assert.Single(checkedNow["probes"]!.AsArray())!;
        Assert.Equal(("scripted", 2, 0), ((string?)probe["probe"], (int)probe["tries"]!, (int)probe["failures"]!));
        Assert.Equal(checkedNow.ToJsonString(), last.ToJsonString());
    }

    [Theory]
    [InlineData("""{"tenants":1}""")]
    [InlineData("""{"tenants":65}""")]
    [InlineData("""{"tenants":"all"}""")]
    [InlineData("""{"tennants":2}""")]
    public async Task Check_OfNoSuchSample_IsRefusedAndChecksNothing(string body)
    {
        await using var own = await IsolatedInstallation.OpenAsync();
        using var watch = own.Watch(TimeProvider.System);
        await using var gateway = await TestGateway.StartAsync(isolation: watch);
        using var admin = new AdminClient(gateway.Admin);

        await admin.CallAsync(HttpMethod.Post, "/isolation/check", body, HttpStatusCode.BadRequest);

        Assert.Null(watch.Last);
    }

    [Fact]
    public async Task Check_ThatFindsABreach_SaysWhoseWithoutContent()
    {
        await using var own = await IsolatedInstallation.OpenAsync();
        var tenants = await own.Installation.Tenants.ListAsync(Cancel);
        own.Probing = (pair, tally) => tally.Try(pair.Owner.Tenant != tenants[0].Id, "it got what is another's");
        using var watch = own.Watch(TimeProvider.System);
        await using var gateway = await TestGateway.StartAsync(isolation: watch);
        using var admin = new AdminClient(gateway.Admin);

        var report = await admin.CallAsync(HttpMethod.Post, "/isolation/check", "{}");

        Assert.Equal("breach", (string?)report["outcome"]);
        var breach = Assert.Single(report["probes"]![0]!["breaches"]!.AsArray())!;
        Assert.Equal((tenants[0].Id.Value, tenants[1].Id.Value, "it got what is another's"), ((string?)breach["owner"], (string?)breach["other"], (string?)breach["what"]));
    }

    [Fact]
    public async Task Check_WhoseProbeFails_IsNotSoundAndQuotesNothing()
    {
        await using var own = await IsolatedInstallation.OpenAsync();
        own.Probing = static (_, _) => throw new InvalidDataException("a tenant's own words");
        using var watch = own.Watch(TimeProvider.System);
        await using var gateway = await TestGateway.StartAsync(isolation: watch);
        using var admin = new AdminClient(gateway.Admin);

        var report = await admin.CallAsync(HttpMethod.Post, "/isolation/check", "{}");

        Assert.Equal("failed", (string?)report["outcome"]);
        Assert.Equal((2, nameof(InvalidDataException)), ((int)report["probes"]![0]!["failures"]!, (string?)report["probes"]![0]!["failure"]));
        Assert.DoesNotContain("own words", report.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Routes_WithoutTheToken_AreRefused()
    {
        await using var own = await IsolatedInstallation.OpenAsync();
        using var watch = own.Watch(TimeProvider.System);
        await using var gateway = await TestGateway.StartAsync(isolation: watch);
        using var client = new HttpClient { BaseAddress = gateway.Admin };

        using var last = await client.GetAsync("/admin/v1/isolation", Cancel);
        using var check = await client.PostAsync("/admin/v1/isolation/check", new StringContent("{}", System.Text.Encoding.UTF8, "application/json"), Cancel);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (last.StatusCode, check.StatusCode));
        Assert.Null(watch.Last);
    }
}
