using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Sallyport.Gateway.Tests.Admin;

/// <summary>Speaks to an admin port with the token, in JSON.</summary>
internal sealed class AdminClient : IDisposable
{
    public AdminClient(Uri admin)
    {
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = admin };
        Http.DefaultRequestHeaders.Authorization = new("Bearer", TestInstallation.AdminToken);
    }

    public HttpClient Http { get; }

    /// <summary>Calls and gives the answer's JSON, once its status is the wanted one.</summary>
    public async Task<JsonNode> CallAsync(HttpMethod method, string path, string? body = null, HttpStatusCode wanted = HttpStatusCode.OK)
    {
        using var request = new HttpRequestMessage(method, "/admin/v1" + path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == wanted, $"{method} {path}: {response.StatusCode} {text}");
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }

    public void Dispose() => Http.Dispose();
}
