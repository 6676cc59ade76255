using System.Text.Json.Nodes;
using Sallyport.Gateway.Retrieval;
using Sallyport.Gateway.Upstream;
using Sallyport.Retrieval;
using Sallyport.Tenancy;
using Sallyport.TestKit.Providers;
using Xunit;

namespace Sallyport.Gateway.Tests.Retrieval;

public sealed class RemoteEmbedderTests
{
    private static readonly EmbedderSettings Settings = new() { Upstream = "tenant-upstream", Model = "embed-small", Dimensions = 2 };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Texts_AreSentInOneCall_WithTheTenantsCredential()
    {
        await using var provider = await FakeProvider.StartAsync(Vectors((1, [0, 2]), (0, [3, 0])));
        using var pools = Pools(provider);
        var embedder = Open(provider, pools, Settings with { DocumentPrefix = "passage: " });
        var to = new float[4];

        await embedder.EmbedAsync(["a \uD800 dog", "a cat"], to, Cancel);

        // In the order of the texts, whatever the answer's, and of length 1.
        Assert.Equal([1, 0, 0, 1], to);
        var seen = Assert.Single(provider.Requests);
        Assert.Equal("/v1/embeddings", seen.Path);
        Assert.Equal("Bearer secret", seen.Headers["Authorization"]);
        var body = JsonNode.Parse(seen.Text)!;
        Assert.Equal("embed-small", (string?)body["model"]);
        Assert.Equal(["passage: a \uFFFD dog", "passage: a cat"], body["input"]!.AsArray().Select(static text => (string?)text));
        Assert.Null(body["dimensions"]);
        Assert.StartsWith("tenant-upstream/embed-small/2@", embedder.Name, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Questions_HaveTheirOwnPrefix_AndDimensionsAreAskedForWhereSet()
    {
        await using var provider = await FakeProvider.StartAsync(Vectors((0, [1, 1])));
        using var pools = Pools(provider);

        await Open(provider, pools, Settings with { QueryPrefix = "query: ", AsksForDimensions = true }).EmbedQueriesAsync(["a"], new float[2], Cancel);

        var body = JsonNode.Parse(provider.Requests[0].Text)!;
        Assert.Equal("query: a", (string?)body["input"]![0]);
        Assert.Equal(2, (int?)body["dimensions"]);
    }

    [Fact]
    public async Task LongText_IsSentWholeInWindows_AndGetsTheirMean()
    {
        await using var provider = await FakeProvider.StartAsync(request =>
        {
            var inputs = JsonNode.Parse(request.Text)!["input"]!.AsArray();
            return Vectors([.. inputs.Select((input, index) => (index, ((string)input!).Contains("needle", StringComparison.Ordinal) ? new[] { 0f, 5f } : [1f, 0f]))]);
        });
        using var pools = Pools(provider);
        var embedder = Open(provider, pools, Settings with { WindowLength = 100, BatchSize = 3 });
        var words = Enumerable.Range(0, 100).Select(static i => $"word{i:000}").Append("needle").ToArray();
        var to = new float[4];

        await embedder.EmbedAsync([string.Join(' ', words), "short"], to, Cancel);

        var sent = provider.Requests.Select(static request => JsonNode.Parse(request.Text)!["input"]!.AsArray().Select(static text => (string)text!).ToArray()).ToArray();
        Assert.All(sent, static inputs => Assert.InRange(inputs.Length, 1, 3));
        Assert.All(sent.SelectMany(static inputs => inputs), static text => Assert.InRange(text.Length, 1, 100));
        Assert.All(words, word => Assert.Contains(sent.SelectMany(static inputs => inputs), text => text.Contains(word, StringComparison.Ordinal)));
        Assert.True(to[0] > 0.9f && to[1] > 0 && Math.Abs((to[0] * to[0]) + (to[1] * to[1]) - 1) < 1e-5f);
        Assert.Equal([1, 0], to[2..]);
    }

    [Fact]
    public async Task EmptyText_IsZero_AndNotSent()
    {
        await using var provider = await FakeProvider.StartAsync(Vectors((0, [1, 0])));
        using var pools = Pools(provider);
        var to = new float[] { 7, 7, 7, 7 };

        await Open(provider, pools, Settings).EmbedAsync([" \n", "a"], to, Cancel);

        Assert.Equal([0, 0, 1, 0], to);
        Assert.Single(JsonNode.Parse(provider.Requests[0].Text)!["input"]!.AsArray());
    }

    [Theory]
    [InlineData("""{"data":[{"index":0,"embedding":[1,0,0]}]}""", "3 dimensions, 2 are set")]
    [InlineData("""{"data":[]}""", "0 vectors for 1 texts")]
    [InlineData("""{"data":[{"index":0,"embedding":[1,0]},{"index":0,"embedding":[1,0]}]}""", "2 vectors for 1 texts")]
    [InlineData("""{"data":[{"index":1,"embedding":[1,0]}]}""", "numbered")]
    [InlineData("""{"data":[{"embedding":[1,0]}]}""", "numbered")]
    [InlineData("""{"data":[{"index":0,"embedding":"AAAA"}]}""", "no array 'embedding'")]
    [InlineData("""{"data":[{"index":0,"embedding":["1",0]}]}""", "OpenAI's form")]
    [InlineData("""{"data":[{"index":0,"embedding":[0,0]}]}""", "without a direction")]
    [InlineData("""{"data":[{"index":0,"embedding":[1e39,1]}]}""", "without a direction")]
    [InlineData("""{"data":[7]}""", "OpenAI's form")]
    [InlineData("""{"data":{}}""", "no array 'data'")]
    [InlineData("""["secret words"]""", "no array 'data'")]
    [InlineData("""{"data":[],"data":[]}""", "OpenAI's form")]
    [InlineData("no json, secret words", "OpenAI's form")]
    [InlineData("", "OpenAI's form")]
    public async Task Answer_ThatIsNotOneVectorForEachText_IsRefusedPlainly(string answer, string expected)
    {
        var failure = await FailAsync(FakeAnswer.Json(answer));

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.Contains("'tenant-upstream'", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
        Assert.False(failure.IsTransient);
    }

    [Theory]
    [InlineData(401, "credential", false)]
    [InlineData(404, "no such model", false)]
    [InlineData(400, "shorter window", false)]
    [InlineData(302, "status 302", false)]
    [InlineData(429, "busy", true)]
    [InlineData(500, "out of order", true)]
    public async Task Status_OfFailure_SaysWhetherToTryAgain(int status, string expected, bool isTransient)
    {
        var failure = await FailAsync(FakeAnswer.Json("""{"error":{"message":"secret words"}}""", status));

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
        Assert.Equal(isTransient, failure.IsTransient);
    }

    [Fact]
    public async Task Answer_WithoutEnd_IsCutOff() =>
        Assert.Contains("more than the", (await FailAsync(FakeAnswer.Raw("application/json").Repeat(new string(' ', 1_000), 100_000))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Endpoint_ThatIsSilent_IsGivenUp()
    {
        var failure = await FailAsync(new FakeAnswer().Silence(), Settings with { Timeout = TimeSpan.FromMilliseconds(200) });

        Assert.Contains("longer than", failure.Message, StringComparison.Ordinal);
        Assert.True(failure.IsTransient);
    }

    [Fact]
    public async Task Endpoint_ThatPointsInward_IsRefusedUnlessTheOperatorNamesIt()
    {
        await using var provider = await FakeProvider.StartAsync(Vectors((0, [1, 0])));
        using var pools = new OutboundPools(OperatorNamedHosts.None, OperatorNamedHosts.None);

        var failure = await Assert.ThrowsAsync<EmbeddingException>(async () => await Open(provider, pools, Settings).EmbedAsync(["a"], new float[2], Cancel));

        Assert.Contains("points inward", failure.Message, StringComparison.Ordinal);
        Assert.Empty(provider.Requests);
    }

    [Fact]
    public void Upstream_OfAnotherProtocol_IsRefused()
    {
        using var pools = new OutboundPools(OperatorNamedHosts.None, OperatorNamedHosts.None);
        var upstream = new UpstreamTarget("anthropic", UpstreamKind.Anthropic, new Uri("https://api.example.com"), [], "secret");

        Assert.Throws<ArgumentException>(() => new RemoteEmbedder(TenantId.New(), upstream, Settings, pools, TimeProvider.System));
    }

    private static async Task<EmbeddingException> FailAsync(FakeAnswer answer, EmbedderSettings? settings = null)
    {
        await using var provider = await FakeProvider.StartAsync(answer);
        using var pools = Pools(provider);
        return await Assert.ThrowsAsync<EmbeddingException>(async () => await Open(provider, pools, settings ?? Settings).EmbedAsync(["a"], new float[2], Cancel));
    }

    private static FakeAnswer Vectors(params (int Index, float[] Vector)[] vectors) => FakeAnswer.Json(new JsonObject
    {
        ["object"] = "list",
        ["data"] = new JsonArray([.. vectors.Select(static entry => new JsonObject
        {
            ["object"] = "embedding", ["index"] = entry.Index, ["embedding"] = new JsonArray([.. entry.Vector.Select(static number => JsonValue.Create(number))]),
        })]),
        ["usage"] = new JsonObject { ["prompt_tokens"] = 1 },
    }.ToJsonString());

    private static OutboundPools Pools(FakeProvider provider) => new(OperatorNamedHosts.None, new OperatorNamedHosts([provider.Address]));

    private static RemoteEmbedder Open(FakeProvider provider, OutboundPools pools, EmbedderSettings settings) =>
        new(TenantId.New(), new UpstreamTarget("tenant-upstream", UpstreamKind.OpenAi, provider.Address, [], "secret"), settings, pools, TimeProvider.System);
}
