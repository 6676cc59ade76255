using System.Net;
using System.Runtime.Versioning;
using Sallyport.TestKit.Providers;
using Xunit;

namespace Sallyport.Server.Tests.Failures;

/// <summary>An upstream over TLS, with a certificate that the system trusts or not.</summary>
[SupportedOSPlatform("linux")]
public sealed class UpstreamTlsTests
{
    private const string Answer = """{"id":"c1","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"ok"},"finish_reason":"stop"}]}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Upstream_WithATrustedCertificate_IsSpokenToInHttp2()
    {
        using var certificate = TestCertificate.Create();
        await using var provider = await FakeProvider.StartAsync(certificate, FakeAnswer.Json(Answer));
        var folder = Directory.CreateTempSubdirectory("sallyport-server-").FullName;
        var trusted = Path.Combine(folder, "trusted.pem");
        await File.WriteAllTextAsync(trusted, certificate.ExportCertificatePem(), Cancel);
        await using var server = await SallyportProcess.ServeWithAsync(
            new() { ["SSL_CERT_FILE"] = trusted }, folder, "--upstream", $"fake={provider.Address}");
        using var client = server.OpenClient();

        using var answer = await client.PostAsync("/v1/chat/completions", StrictRecord.Hello(), Cancel);

        Assert.Equal(Answer, await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Equal("HTTP/2", Assert.Single(provider.Requests).Protocol);
    }

    [Fact]
    public async Task Upstream_WithACertificateThatNobodyTrusts_IsRefusedBeforeARequestIsSent()
    {
        using var certificate = TestCertificate.Create();
        await using var provider = await FakeProvider.StartAsync(certificate, FakeAnswer.Json(Answer));
        await using var server = await SallyportProcess.ServeAsync(null, "--upstream", $"fake={provider.Address}");
        using var client = server.OpenClient();

        using var answer = await client.PostAsync("/v1/chat/completions", StrictRecord.Hello(), Cancel);

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Contains("upstream_unreachable", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Empty(provider.Requests);
        Assert.Equal(0, await server.StopAsync());
        Assert.Contains("SecureConnectionError", await server.Error, StringComparison.Ordinal);
    }
}
