using System.Net;
using System.Text;
using Sallyport.TestKit.Providers;
using Xunit;

namespace Sallyport.Gateway.Tests.Exchanges;

/// <summary>Ways round a guard: token probabilities that tell a text once more, answers in which nothing can tell of a block.</summary>
public sealed class BypassTests
{
    private const string Watching = """
        version: 1
        name: watching
        mode: observe
        guards:
          - {name: all, findings: [secret, pii.email], on: input, action: flag}
        """;

    private const string LogProbs = """{"content":null,"refusal":[{"token":"jane.doe@","logprob":-0.1,"bytes":[106],"top_logprobs":[{"token":"example.org","logprob":-0.1,"bytes":null}]}]}""";

    private const string Observing = """
        version: 1
        name: observing
        guards:
          - {name: mails, findings: [pii.email], on: output, action: redact, mode: observe}
        """;

    [Fact]
    public async Task Answer_ProbabilitiesOfARefusal_AreTakenOutOnlyWhereAGuardActs()
    {
        var answer = $$"""{"id":"c","choices":[{"index":0,"message":{"role":"assistant","content":null,"refusal":"I can't mail jane.doe@example.org"},"logprobs":{{LogProbs}},"finish_reason":"stop"}]}""";
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(answer));
        await using var acting = await GuardedGateway.StartAsync(provider.Address);
        await using var observing = await GuardedGateway.StartAsync(provider.Address, Observing);

        var guarded = await acting.ChatAsync("""{"model":"m","messages":[{"role":"user","content":"hi"}]}""");
        var observed = await observing.ChatAsync("""{"model":"m","messages":[{"role":"user","content":"hi"}]}""");

        Assert.Equal("""{"id":"c","choices":[{"index":0,"message":{"role":"assistant","content":null,"refusal":"I can't mail [REDACTED:pii.email]"},"logprobs":null,"finish_reason":"stop"}]}""", guarded);
        Assert.Equal(answer, observed);
    }

    [Fact]
    public async Task Stream_ProbabilitiesOfARefusal_AreTakenOut()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Events(
            $$$"""{"id":"c","choices":[{"index":0,"delta":{"refusal":"mail jane.doe@"},"logprobs":{{{LogProbs}}},"finish_reason":null}]}""",
            $$$"""{"id":"c","choices":[{"index":0,"delta":{"refusal":"example.org"},"logprobs":{{{LogProbs}}},"finish_reason":"stop"}]}""",
            "[DONE]"));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        var answer = await gateway.ChatAsync("""{"model":"m","stream":true,"messages":[{"role":"user","content":"hi"}]}""");

        Assert.Contains("[REDACTED:pii.email]", answer, StringComparison.Ordinal);
        Assert.Contains("\"logprobs\":null", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("jane", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("example.org", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5]}],"model":"m","note":"jane.doe@example.org"}""")]
    [InlineData("""{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5],"jane.doe@example.org":1}],"model":"m"}""")]
    public async Task Embeddings_AnswerBlocked_IsAnErrorThatClientsKnow(string answer)
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(answer));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, """
            version: 1
            name: blocking
            guards:
              - {name: mails, findings: [pii.email], on: output, action: block}
            """);

        using var response = await gateway.PostAsync("/v1/embeddings", """{"model":"m","input":"the sea"}""");
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("\"code\":\"content_filter\"", body, StringComparison.Ordinal);
        Assert.DoesNotContain("jane", body, StringComparison.Ordinal);
        Assert.Contains("\"outcome\":\"answer_blocked\"", Encoding.UTF8.GetString(Assert.Single(await gateway.EntriesAsync()).Body), StringComparison.Ordinal);
    }

    // An upstream without a list of models serves any, so the name is whatever a caller writes.
    [Theory]
    [InlineData(null, "/v1/chat/completions", "messages", "ghp_16C7e42F292c6912E7710c838347Ae178B4a")]
    [InlineData(null, "/v1/chat/completions", "messages", "jane.doe@example.com")]
    [InlineData(null, "/v1/chat/completions", "messages", "jane.doe@example.com", ",\"plugins\":[1]")]
    [InlineData(null, "/v1/moderations", "input", "jane.doe@example.com")]
    [InlineData("jane.doe@*", "/v1/chat/completions", "messages", "jane.doe@example.com")]
    public async Task Model_ThatHoldsAFinding_DoesNotStandInTheLedger(string? models, string path, string content, string model, string more = "")
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json("{}"));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, Watching, models: models);

        using var response = await gateway.PostAsync(path, $$"""{"model":"{{model}}","{{content}}":{{(content == "input" ? "\"hi\"" : "[]")}}{{more}}}""");

        Assert.DoesNotContain(model, string.Concat((await gateway.EntriesAsync()).Select(static entry => Encoding.UTF8.GetString(entry.Body))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "gpt-4o", "")]
    [InlineData("gpt-*", "gpt-4o", "")]
    [InlineData("jane.doe@example.com", "jane.doe@example.com", ",\"plugins\":[1]")]
    public async Task Model_ThatHoldsNoneOrThatAnUpstreamLists_StandsInTheLedger(string? models, string model, string more)
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json("{}"));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, Watching, models: models);

        using var response = await gateway.PostAsync("/v1/chat/completions", $$"""{"model":"{{model}}","messages":[]{{more}}}""");

        Assert.Contains($"\"model\":\"{model}\"", Encoding.UTF8.GetString(Assert.Single(await gateway.EntriesAsync()).Body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Model_ThatNoUpstreamServes_DoesNotStandInTheLedger()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json("{}"));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, models: "gpt-*");

        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"ghp_16C7e42F292c6912E7710c838347Ae178B4a","messages":[{"role":"user","content":"hi"}]}""");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.DoesNotContain("ghp_", string.Concat((await gateway.EntriesAsync()).Select(static entry => Encoding.UTF8.GetString(entry.Body))), StringComparison.Ordinal);
    }
}
