using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Sallyport.Gateway.Failures;
using Sallyport.Gateway.Hosting;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Gateway.Tests.Hosting;

public sealed class ModelPortTests
{
    private const string Path = "/v1/chat/completions";
    private const string Body = """{"model":"m"}""";

    [Theory]
    [InlineData("GET", "/v1/files", 404, "unknown_route")]
    [InlineData("POST", "/v1/chat/completions/", 404, "unknown_route")]
    [InlineData("POST", "/V1/chat/completions", 404, "unknown_route")]
    [InlineData("POST", "/v1//chat/completions", 404, "unknown_route")]
    [InlineData("POST", "/v1/batches", 404, "unknown_route")]
    [InlineData("GET", "/v1/chat/completions", 405, "method_not_allowed")]
    [InlineData("GET", "/v1/models/", 404, "unknown_route")]
    [InlineData("GET", "/v1/Models/m", 404, "unknown_route")]
    [InlineData("DELETE", "/v1/models/m", 405, "method_not_allowed")]
    public async Task Port_RouteThatIsNotServed_IsRefusedWithItsName(string method, string path, int status, string code)
    {
        await using var gateway = await StartAsync();

        using var response = await gateway.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(code, (await ErrorAsync(response)).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("POST", "/chat/completions", "The path lacks /v1")]
    [InlineData("GET", "/models", "The path lacks /v1")]
    [InlineData("GET", "/models/org/model", "The path lacks /v1")]
    [InlineData("GET", "/health/ready", "on a port of their own")]
    [InlineData("GET", "/metrics", "on a port of their own")]
    [InlineData("POST", "/admin/v1/tenants", "on a port of their own")]
    [InlineData("POST", "/v1/v1/messages", "The path has /v1 twice")]
    [InlineData("POST", "/v1/v1/messages/count_tokens", "The path has /v1 twice")]
    [InlineData("GET", "/v1/chat/completions", "It takes POST.")]
    [InlineData("GET", "/v1/messages/count_tokens", "It takes POST.")]
    [InlineData("POST", "/v1/models/m", "It takes GET.")]
    [InlineData("POST", "/v1/models", "It takes GET.")]
    public async Task Port_ClassicSlip_IsTold(string method, string path, string hint)
    {
        await using var gateway = await StartAsync();

        using var response = await gateway.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), TestContext.Current.CancellationToken);
        var message = (await ErrorAsync(response)).GetProperty("message").GetString();

        Assert.Contains(hint, message, StringComparison.Ordinal);
        Assert.Equal(response.StatusCode == HttpStatusCode.MethodNotAllowed, response.Content.Headers.Allow.Count > 0);
    }

    [Fact]
    public async Task Port_UnknownPath_IsNotEchoed()
    {
        await using var gateway = await StartAsync();

        using var response = await gateway.Client.GetAsync("/v1/quokka", TestContext.Current.CancellationToken);

        Assert.DoesNotContain("quokka", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Port_ScopeMissing_IsNamed()
    {
        await using var gateway = await TestGateway.StartAsync(key: new KeyDraft { Scopes = Scopes.Infer });

        using var response = await gateway.PostAsync("/v1/embeddings", Body);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("It takes the scope 'embed'.", (await ErrorAsync(response)).GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/chat/completions", "x-request-id")]
    [InlineData("/v1/messages", "request-id")]
    [InlineData("/v1/messages/count_tokens", "request-id")]
    public async Task Port_OwnError_NamesTheExchangeAsItsClientLooksForIt(string path, string header)
    {
        await using var gateway = await StartAsync();
        gateway.Client.DefaultRequestHeaders.Authorization = null;

        using var response = await gateway.PostAsync(path, Body);

        Assert.Equal(response.Headers.GetValues("x-sallyport-exchange"), response.Headers.GetValues(header));
    }

    [Fact]
    public async Task Port_AnthropicRoute_AnswersInAnthropicsForm()
    {
        await using var gateway = await StartAsync();
        gateway.Client.DefaultRequestHeaders.Authorization = null;

        using var response = await gateway.PostAsync("/v1/messages", Body);
        var root = (await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken), cancellationToken: TestContext.Current.CancellationToken)).RootElement;

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("error", root.GetProperty("type").GetString());
        Assert.Equal("authentication_error", root.GetProperty("error").GetProperty("type").GetString());
        Assert.Equal("false", Assert.Single(response.Headers.GetValues("x-should-retry")));
    }

    [Theory]
    [InlineData(null, null, null, "missing_api_key")]
    [InlineData("Bearer sp_other", null, null, "invalid_api_key")]
    [InlineData("Basic c3A6dGVzdA==", null, null, "invalid_api_key")]
    [InlineData("Bearer KEY", "sp_other", null, "conflicting_credentials")]
    [InlineData("Bearer KEY", null, "sp_other", "conflicting_credentials")]
    [InlineData("Bearer KEY", "KEY", "KEY", null)]
    [InlineData(null, "KEY", null, null)]
    [InlineData(null, null, "KEY", null)]
    public async Task Port_Credentials_AreOneOrRefused(string? authorization, string? apiKey, string? azureKey, string? code)
    {
        await using var gateway = await StartAsync();
        gateway.Client.DefaultRequestHeaders.Authorization =
            authorization is null ? null : AuthenticationHeaderValue.Parse(authorization.Replace("KEY", gateway.Key, StringComparison.Ordinal));
        AddHeader(gateway, "x-api-key", apiKey);
        AddHeader(gateway, "api-key", azureKey);

        using var response = await gateway.PostAsync(Path, Body);

        Assert.Equal(code is null ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(code, code is null ? null : (await ErrorAsync(response)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Port_KeyWithoutScope_IsForbidden()
    {
        await using var gateway = await StartAsync(scopes: Scopes.Embed);

        using var chat = await gateway.PostAsync(Path, Body);
        using var embeddings = await gateway.PostAsync("/v1/embeddings", Body);

        Assert.Equal(HttpStatusCode.Forbidden, chat.StatusCode);
        Assert.Equal(HttpStatusCode.OK, embeddings.StatusCode);
    }

    [Theory]
    [InlineData("evil.example", 421)]
    [InlineData("evil.example:8080", 421)]
    [InlineData("10.0.0.1", 421)]
    [InlineData("localhost", 200)]
    [InlineData("127.0.0.1", 200)]
    [InlineData("127.0.0.1:1234", 200)]
    public async Task Port_Host_IsOneOfOurs(string host, int status)
    {
        await using var gateway = await StartAsync();
        gateway.Client.DefaultRequestHeaders.Host = host;

        using var response = await gateway.PostAsync(Path, Body);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Port_RequestFromAWebPage_IsRefused()
    {
        await using var gateway = await StartAsync();
        AddHeader(gateway, "Origin", "https://evil.example");

        using var response = await gateway.PostAsync(Path, Body);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Theory]
    [InlineData("gzip", "application/json", 415, "content_encoding")]
    [InlineData("identity", "application/json", 415, "content_encoding")]
    [InlineData(null, "application/json; charset=utf-16", 415, "media_type")]
    [InlineData(null, "text/plain", 415, "media_type")]
    [InlineData(null, "application/json; charset=\"UTF-8\"", 200, null)]
    public async Task Port_BodyThatAnotherParserReadsOtherwise_IsRefused(string? encoding, string type, int status, string? code)
    {
        await using var gateway = await StartAsync();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        using var response = await gateway.Client.PostAsync(Path, content, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(code, code is null ? null : (await ErrorAsync(response)).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Port_BodyOverTheLimit_IsRefused(bool isChunked)
    {
        await using var gateway = await StartAsync(new GatewayOptions { MaxBodyBytes = 1024 * 1024 });
        using var message = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new ByteArrayContent(new byte[2 * 1024 * 1024]) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        message.Headers.TransferEncodingChunked = isChunked;
        message.Headers.ExpectContinue = true;

        using var response = await gateway.Client.SendAsync(message, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("body_too_large", (await ErrorAsync(response)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Port_BodiesBeyondTheBudget_AreToldToComeBack()
    {
        var options = new GatewayOptions { MaxBodyBytes = 1000, MaxBodyBytesInFlight = 1000 };
        var hold = new TaskCompletionSource();
        var isIn = new TaskCompletionSource();
        await using var gateway = await StartAsync(options, async request =>
        {
            isIn.TrySetResult();
            await hold.Task;
            return await OkAsync(request);
        });

        var first = gateway.PostAsync(Path, new string(' ', 900));
        await isIn.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        using var second = await gateway.PostAsync(Path, new string(' ', 900));
        hold.SetResult();
        using var firstResponse = await first;
        using var third = await gateway.PostAsync(Path, new string(' ', 900));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), second.Headers.RetryAfter!.Delta);
        Assert.Equal(HttpStatusCode.OK, firstResponse.StatusCode);
        Assert.Equal(HttpStatusCode.OK, third.StatusCode);
    }

    [Fact]
    public async Task Port_TooManyAtOnce_AreRefusedUntilOneEnds()
    {
        var hold = new TaskCompletionSource();
        var isIn = new TaskCompletionSource();
        await using var gateway = await StartAsync(
            exchange: async request =>
            {
                isIn.TrySetResult();
                await hold.Task;
                return await OkAsync(request);
            },
            limits: new CallLimits(Concurrency: 1));

        var first = gateway.PostAsync(Path, Body);
        await isIn.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        using var second = await gateway.PostAsync(Path, Body);
        hold.SetResult();
        using var firstResponse = await first;
        using var third = await gateway.PostAsync(Path, Body);

        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.Equal("concurrent_requests", (await ErrorAsync(second)).GetProperty("code").GetString());
        Assert.NotNull(second.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, third.StatusCode);
    }

    [Fact]
    public async Task Port_BugInTheExchange_IsAnAnswerWithAnIdAndNothingOfTheCause()
    {
        await using var gateway = await StartAsync(exchange: _ => throw new InvalidOperationException("inner words"));

        using var response = await gateway.PostAsync(Path, Body);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.DoesNotContain("inner words", text);
        Assert.Contains(Assert.Single(response.Headers.GetValues("x-sallyport-exchange")), text);
    }

    [Fact]
    public void FailureTable_EveryFailure_HasARule()
    {
        foreach (var failure in Enum.GetValues<Failure>().Where(static f => f != Failure.None))
        {
            Assert.NotEmpty(FailureTable.Of(failure).Message);
        }
    }

    private static Task<TestGateway> StartAsync(GatewayOptions? options = null, ExchangeDelegate? exchange = null, CallLimits? limits = null, Scopes scopes = Scopes.Infer | Scopes.Embed) =>
        TestGateway.StartAsync(options: options, exchange: exchange ?? OkAsync, key: new KeyDraft { Limits = limits ?? CallLimits.None, Scopes = scopes });

    private static async ValueTask<RequestFailure> OkAsync(IncomingRequest request)
    {
        await request.Http.Response.Body.WriteAsync("{}"u8.ToArray());
        return Failure.None;
    }

    private static void AddHeader(TestGateway gateway, string name, string? value)
    {
        if (value is not null)
        {
            gateway.Client.DefaultRequestHeaders.TryAddWithoutValidation(name, value.Replace("KEY", gateway.Key, StringComparison.Ordinal));
        }
    }

    private static async Task<JsonElement> ErrorAsync(HttpResponseMessage response)
    {
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return document.RootElement.GetProperty("error").Clone();
    }
}
