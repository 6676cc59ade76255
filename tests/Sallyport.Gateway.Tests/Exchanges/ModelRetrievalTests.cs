using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net;
using System.Text.Json;
using Anthropic;
using Anthropic.Exceptions;
using OpenAI;
using OpenAI.Models;
using Sallyport.Tenancy;
using Sallyport.TestKit.Providers;
using Xunit;

namespace Sallyport.Gateway.Tests.Exchanges;

/// <summary>One model of the list, asked for by its id.</summary>
public sealed class ModelRetrievalTests
{
    private static readonly FakeAnswer s_list = FakeAnswer.Json(
        """{"object":"list","data":[{"id":"gpt-x","object":"model","secret":"inner"},{"id":"org/model","object":"model"},{"id":"ft:gpt-x:acme::a1","object":"model"},{"id":"no model's name","object":"model"}]}""");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("gpt-x")]
    [InlineData("org/model")]
    [InlineData("ft:gpt-x:acme::a1")]
    public async Task OpenAiClient_GetsTheModelThatTheListNames(string id)
    {
        await using var provider = await FakeProvider.StartAsync(s_list);
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        var model = (await OpenAiFor(gateway).GetModelAsync(id, Cancel)).Value;

        Assert.Equal((id, "fake"), (model.Id, model.OwnedBy));
        Assert.Equal("/v1/models", Assert.Single(provider.Requests).Path);
    }

    [Theory]
    [InlineData("gpt-x")]
    [InlineData("org/model")]
    public async Task AnthropicClient_GetsTheModelThatTheListNames(string id)
    {
        await using var provider = await FakeProvider.StartAsync(s_list);
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, kind: UpstreamKind.Anthropic);
        using var client = AnthropicFor(gateway);

        var model = await client.Models.Retrieve(id, cancellationToken: Cancel);

        Assert.Equal((id, id), (model.ID, model.DisplayName));
    }

    [Theory]
    [InlineData("/v1/models/org/model")]
    [InlineData("/v1/models/org%2Fmodel")]
    [InlineData("/v1/models/org%2fmodel")]
    [InlineData("/v1/models/%6Frg/model?beta=true")]
    public async Task Id_EncodedOrNot_IsThatOfTheList(string path)
    {
        await using var provider = await FakeProvider.StartAsync(s_list);
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        using var response = await gateway.Client.GetAsync(path, Cancel);
        var text = await response.Content.ReadAsStringAsync(Cancel);

        Assert.Equal("""{"id":"org/model","object":"model","created":0,"owned_by":"fake"}""", text);
    }

    [Theory]
    [InlineData("/v1/models/gpt-y")]
    [InlineData("/v1/models/gpt")]
    [InlineData("/v1/models/GPT-X")]
    [InlineData("/v1/models/gpt-x/")]
    [InlineData("/v1/models/no%20model's%20name")]
    public async Task ModelThatTheListLacks_IsNotFoundInEitherForm(string path)
    {
        await using var provider = await FakeProvider.StartAsync(s_list);
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);
        using var asAnthropic = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "anthropic-version", "2023-06-01" } } };

        using var openAi = await gateway.Client.GetAsync(path, Cancel);
        using var anthropic = await gateway.Client.SendAsync(asAnthropic, Cancel);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (openAi.StatusCode, anthropic.StatusCode));
        Assert.Equal("model_not_found", (await ErrorAsync(openAi)).GetProperty("code").GetString());
        Assert.Equal("not_found_error", (await ErrorAsync(anthropic)).GetProperty("type").GetString());
    }

    [Fact]
    public async Task UnknownModel_IsNotFoundForBothClients()
    {
        await using var provider = await FakeProvider.StartAsync(s_list);
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);
        using var anthropic = AnthropicFor(gateway);

        var error = await Assert.ThrowsAsync<ClientResultException>(() => OpenAiFor(gateway).GetModelAsync("gpt-y", Cancel));
        await Assert.ThrowsAsync<AnthropicNotFoundException>(() => anthropic.Models.Retrieve("gpt-y", cancellationToken: Cancel));

        Assert.Equal(404, error.Status);
    }

    [Fact]
    public async Task ModelThatNoUpstreamCouldServe_OrThatNoneCouldList_IsAskedOfNone()
    {
        await using var provider = await FakeProvider.StartAsync(s_list);
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, models: "gpt-*");

        using var other = await gateway.Client.GetAsync("/v1/models/org/model", Cancel);
        using var endless = await gateway.Client.GetAsync("/v1/models/gpt-" + new string('x', 4000), Cancel);
        using var unnamable = await gateway.Client.GetAsync("/v1/models/gpt-%20", Cancel);

        Assert.All([other, endless, unnamable], response => Assert.Equal(HttpStatusCode.NotFound, response.StatusCode));
        Assert.Empty(provider.Requests);
    }

    [Fact]
    public async Task ModelThatTheSettingsName_IsToldWithoutAskingItsUpstream()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json("{}", 500));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, models: "house model é");

        using var response = await gateway.Client.GetAsync("/v1/models/house%20model%20%C3%A9", Cancel);
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancel));

        Assert.Equal("house model é", document.RootElement.GetProperty("id").GetString());
        Assert.Empty(provider.Requests);
    }

    [Fact]
    public async Task KeyWithoutTheScopeOfTheList_IsForbidden()
    {
        await using var provider = await FakeProvider.StartAsync(s_list);
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, key: new KeyDraft { Scopes = Scopes.Embed });

        using var response = await gateway.Client.GetAsync("/v1/models/gpt-x", Cancel);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Empty(provider.Requests);
    }

    [Fact]
    public async Task Requests_CountAgainstTheLimitOfRequests()
    {
        await using var provider = await FakeProvider.StartAsync(s_list);
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, key: new KeyDraft { Limits = new CallLimits(RequestsPerMinute: 1) });

        using var first = await gateway.Client.GetAsync("/v1/models/gpt-x", Cancel);
        using var second = await gateway.Client.GetAsync("/v1/models/gpt-x", Cancel);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.TooManyRequests), (first.StatusCode, second.StatusCode));
    }

    private static OpenAIModelClient OpenAiFor(GuardedGateway gateway) => new OpenAIClient(
        new ApiKeyCredential(gateway.Key), new OpenAIClientOptions { Endpoint = new Uri(gateway.Address, "v1"), RetryPolicy = new ClientRetryPolicy(0) }).GetOpenAIModelClient();

    private static AnthropicClient AnthropicFor(GuardedGateway gateway) => new() { ApiKey = gateway.Key, BaseUrl = gateway.Address.ToString(), MaxRetries = 0 };

    private static async Task<JsonElement> ErrorAsync(HttpResponseMessage response)
    {
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancel));
        return document.RootElement.GetProperty("error").Clone();
    }
}
