using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Hosting;
using Sallyport.Server.Serving;
using Sallyport.Server.Settings;
using Xunit;

namespace Sallyport.Server.Tests.Serving;

public sealed class TlsTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sallyport-tls-").FullName;
    private X509Certificate2 _certificate = null!;
    private GatewayProcess _gateway = null!;
    private HttpClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=gateway.test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("gateway.test");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        _certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await File.WriteAllTextAsync(Path.Combine(_folder, "tls.pem"), _certificate.ExportCertificatePem(), Token);
        await File.WriteAllTextAsync(Path.Combine(_folder, "tls.key"), key.ExportPkcs8PrivateKeyPem(), Token);
        var any = new Uri("https://127.0.0.1:0");
        var settings = new ServeSettings
        {
            Installation = new InstallationSettings { Data = Path.Combine(_folder, "data") },
            Gateway = new GatewayOptions
            {
                Listen = any,
                Admin = any,
                Hosts = ["gateway.test"],
                CertificateFile = Path.Combine(_folder, "tls.pem"),
                CertificateKeyFile = Path.Combine(_folder, "tls.key"),
            },
        };
        _gateway = await GatewayProcess.StartAsync(settings, NullLoggerFactory.Instance, TimeProvider.System, Token);
        _client = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, presented, _, _) => presented is not null && presented.GetCertHashString() == _certificate.GetCertHashString(),
            },
        });
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _gateway.DisposeAsync();
        _certificate.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Ports_WithACertificate_AnswerOverTls(int http)
    {
        using var model = await SendAsync(Model(http));
        using var admin = await SendAsync(Admin("/admin/v1/tenants/", _gateway.AdminToken, http));

        Assert.Equal((HttpStatusCode.OK, http), (model.StatusCode, model.Version.Major));
        Assert.Equal((HttpStatusCode.OK, http), (admin.StatusCode, admin.Version.Major));
        Assert.Contains("default", await admin.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task Ports_SpokenToInTheClear_DoNotAnswer()
    {
        foreach (var address in (Uri[])[_gateway.Listen, _gateway.Admin])
        {
            Assert.Equal("https", address.Scheme);
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => _client.GetAsync(new UriBuilder(address) { Scheme = "http", Path = "/health/live" }.Uri, Token));
        }
    }

    [Theory]
    [InlineData("gateway.test", null, HttpStatusCode.OK)]
    [InlineData("evil.test", null, HttpStatusCode.MisdirectedRequest)]
    [InlineData("gateway.test", "https://evil.test", HttpStatusCode.Forbidden)]
    public async Task Admin_OfAnotherHostOrOrigin_IsRefusedOverTlsToo(string host, string? origin, HttpStatusCode wanted)
    {
        var request = Admin("/admin/v1/tenants/", _gateway.AdminToken, 1);
        request.Headers.Host = host;
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        using var answer = await SendAsync(request);

        Assert.Equal(wanted, answer.StatusCode);
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _client.SendAsync(request, Token);

    private HttpRequestMessage Model(int http) => new(HttpMethod.Post, new Uri(_gateway.Listen, "/v1/chat/completions"))
    {
        Version = new Version(http, http == 1 ? 1 : 0),
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Headers = { Authorization = new("Bearer", _gateway.NewKey) },
        Content = new StringContent("""{"model":"demo","messages":[{"role":"user","content":"hello"}]}""", Encoding.UTF8, "application/json"),
    };

    private HttpRequestMessage Admin(string path, string token, int http) => new(HttpMethod.Get, new Uri(_gateway.Admin, path))
    {
        Version = new Version(http, http == 1 ? 1 : 0),
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Headers = { Authorization = new("Bearer", token) },
    };
}
