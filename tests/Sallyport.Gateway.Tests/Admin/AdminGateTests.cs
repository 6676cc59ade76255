using System.Net;
using System.Text;
using Xunit;

namespace Sallyport.Gateway.Tests.Admin;

public sealed class AdminGateTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("Bearer wrong")]
    [InlineData("Bearer ")]
    [InlineData("Basic c2F0X3Rlc3Q=")]
    [InlineData("sat_test")]
    public async Task Call_WithoutTheToken_IsRefused(string? authorization)
    {
        await using var gateway = await TestGateway.StartAsync();
        using var client = new HttpClient { BaseAddress = gateway.Admin };

        foreach (var path in (string[])["/admin/v1/tenants", "/admin/v1/nothing", "/admin", "/nothing"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
            using var response = await client.SendAsync(request);

            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        }
    }

    [Fact]
    public async Task Call_WithAnApiKeyOfATenant_IsRefused()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var client = new HttpClient { BaseAddress = gateway.Admin };
        client.DefaultRequestHeaders.Authorization = new("Bearer", gateway.Key);

        using var response = await client.GetAsync("/admin/v1/tenants");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("Host", "attacker.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("Origin", "https://attacker.example", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "null", HttpStatusCode.Forbidden)]
    public async Task Call_ForgedHostOrOrigin_IsRefusedEvenWithTheToken(string header, string value, HttpStatusCode wanted)
    {
        await using var gateway = await TestGateway.StartAsync();
        using var admin = new AdminClient(gateway.Admin);

        foreach (var path in (string[])["/admin/v1/tenants", "/metrics", "/health/ready", "/docs"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation(header, value);
            using var response = await admin.Http.SendAsync(request);

            Assert.Equal(wanted, response.StatusCode);
        }
    }

    [Fact]
    public async Task Call_OversizedBody_IsRefused()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var admin = new AdminClient(gateway.Admin);

        using var content = new StringContent("{\"text\":\"" + new string('a', 3 << 20) + "\"}", Encoding.UTF8, "application/json");
        using var response = await admin.Http.PostAsync("/admin/v1/policies/check", content);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("""{"name":"a","name":"b"}""")]
    [InlineData("""{"name":"a","strange":1}""")]
    [InlineData("""{"name":null}""")]
    [InlineData("""{"name":"UPPER CASE"}""")]
    [InlineData("""{"name":"a","settings":{"concurrency":0}}""")]
    [InlineData("""{"name":"a","settings":{"concurrency":"1"}}""")]
    public async Task Body_Malformed_IsAProblem(string body)
    {
        await using var gateway = await TestGateway.StartAsync();
        using var admin = new AdminClient(gateway.Admin);

        var problem = await admin.CallAsync(HttpMethod.Post, "/tenants", body, HttpStatusCode.BadRequest);

        Assert.Equal(400, (int)problem["status"]!);
        Assert.NotEqual("", (string?)problem["detail"]);
    }

    [Fact]
    public async Task DocumentAndPage_OnLoopback_AreOpenAndLoadNothingFromOutside()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var client = new HttpClient { BaseAddress = gateway.Admin };

        var document = await client.GetStringAsync("/openapi/admin-v1.json");
        using var page = await client.GetAsync("/docs");
        var html = await page.Content.ReadAsStringAsync();

        Assert.Contains("/admin/v1/tenants/{tenant}/policies/{version}/activate", document);
        Assert.Contains("\"bearer\"", document);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.DoesNotContain("https://", html);
        Assert.Contains("default-src 'none'", Assert.Single(page.Headers.GetValues("Content-Security-Policy")));
    }

    [Fact]
    public async Task Health_OfAWorkingGateway_IsReady()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var client = new HttpClient { BaseAddress = gateway.Admin };

        Assert.Equal("live\n", await client.GetStringAsync("/health/live"));
        Assert.Equal("ready\n", await client.GetStringAsync("/health/ready"));
    }
}
