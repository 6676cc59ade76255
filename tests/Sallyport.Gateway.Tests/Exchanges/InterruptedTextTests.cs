using System.Text.Json;
using Sallyport.Tenancy;
using Sallyport.TestKit.Providers;
using Xunit;

namespace Sallyport.Gateway.Tests.Exchanges;

/// <summary>A client joins what a stream says of one text, whatever stands between its pieces: so does the guard.</summary>
public sealed class InterruptedTextTests
{
    private const string Ask = """{"model":"gpt-x","stream":true,"messages":[{"role":"user","content":"hi"}]}""";

    private const string Mails = """
        version: 1
        name: mails
        guards:
          - {name: mails, findings: [pii.email], on: output, action: redact, on_uninspectable: pass}
        """;

    [Theory]
    [InlineData("""{"content":"mail jane.d"}""", """{"reasoning_content":"hm"}""", """{"content":"oe@example.org"}""")]
    [InlineData("""{"content":"mail jane.d"}""", """{"refusal":"no"}""", """{"content":"oe@example.org"}""")]
    [InlineData("""{"content":"mail jane.d"}""", """{"audio":{"id":"a","transcript":"hm"}}""", """{"content":"oe@example.org"}""")]
    [InlineData("""{"content":"mail jane.d"}""", """{"tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]}""", """{"content":"oe@example.org"}""")]
    [InlineData("""{"refusal":"mail jane.d"}""", """{"content":"hm"}""", """{"refusal":"oe@example.org"}""")]
    [InlineData("""{"reasoning":"a"}""", """{"content":"b"}""", """{"reasoning":"mail jane.d"}""", """{"content":"c"}""", """{"reasoning":"oe@example.org"}""")]
    public async Task Invariant1_ChatTextInterrupted_IsOneText(params string[] deltas)
    {
        var (answer, texts) = await ChatAsync(deltas);

        Assert.DoesNotContain("jane", answer, StringComparison.Ordinal);
        Assert.Contains("mail [REDACTED:pii.email]", Assert.Single(texts, text => text.Contains("mail", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    // Reasoning is taken to be over when something else begins; what its last word turns out to be part of can't leave whole all the same.
    [Fact]
    public async Task Chat_ReasoningThatGoesOnAfterItSeemedOver_LosesTheRestOfTheFinding()
    {
        var (_, texts) = await ChatAsync("""{"reasoning_content":"mail jane.d"}""", """{"content":"so"}""", """{"reasoning_content":"oe@example.org then"}""");

        Assert.Contains("mail jane.d then", texts);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(300)]
    public async Task Chat_ReasoningThatGoesOnInsideAPrivateKey_LosesTheRestOfTheKey(int lines)
    {
        const string line = "MIIEowIBAAKCAQEAyzXQ7pLmNbVcXaSdFgHjKlQwErTyUiOp\\n";
        var body = string.Concat(Enumerable.Repeat(line, lines));

        var (answer, texts) = await ChatAsync(
            $$"""{"reasoning_content":"see -----BEGIN RSA PRIVATE KEY-----\n{{body}}"}""",
            """{"content":"so"}""",
            $$"""{"reasoning_content":"{{line}}"}""",
            """{"content":" it"}""",
            """{"reasoning_content":"kQ9vTz8\n-----END RSA PRIVATE KEY----- then"}""");

        Assert.Contains("see [REDACTED:secret.private_key] then", texts);
        Assert.DoesNotContain("MIIE", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("kQ9v", answer, StringComparison.Ordinal);
    }

    // No protocol's word has an @ in it.
    [Fact]
    public async Task Chat_MailAddressInAPlaceOfWords_DoesNotLeave()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(
            """{"id":"jane.doe@example.com","object":"chat.completion","model":"m","system_fingerprint":"bob@example.com","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}]}"""));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        var answer = await gateway.ChatAsync("""{"model":"m","messages":[{"role":"user","content":"hi"}]}""");

        Assert.DoesNotContain("jane.doe", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("bob@", answer, StringComparison.Ordinal);
    }

    // Whoever chooses an object's names, a provider's own field or a tool, writes text.
    [Theory]
    [InlineData("""{"x":{"jane.doe@example.com":1}}""")]
    [InlineData("""{"5555555555554444":"x"}""")]
    [InlineData("""{"x":[{"ghp_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8":true}]}""")]
    public async Task Chat_ValueInTheNameOfAnUnknownField_EndsTheAnswer(string delta)
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Events(Chunk(delta), Chunk("{}", "stop"), "[DONE]"));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        var answer = await gateway.ChatAsync(Ask);

        Assert.Contains("content_filter", answer, StringComparison.Ordinal);
        Assert.DoesNotContain(delta, answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_ReasoningThenContent_DoesNotWaitForTheEnd()
    {
        var read = new TaskCompletionSource();
        await using var provider = await FakeProvider.StartAsync(
            FakeAnswer.Events(Chunk("""{"reasoning_content":"so it is jane.d"}"""), Chunk("""{"content":"Yes, "}"""), Chunk("""{"content":"indeed it is as was said before by those who were there "}"""))
                .WaitFor(read.Task).Send($"data: {Chunk("{}", "stop")}\n\ndata: [DONE]\n\n"));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(Ask, null, "application/json") };

        using var response = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var received = "";
        while (!received.Contains("Yes, ", StringComparison.Ordinal) && await lines.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            received += line;
        }

        read.SetResult();
        Assert.Contains("so it is jane.d", received, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", await lines.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/chat/completions", UpstreamKind.OpenAi, """{"id":"c1","model":"m","note":"mail jane.d","choices":[{"index":0,"delta":{"content":"x"},"finish_reason":null}]}""", """{"id":"c1","model":"m","note":"oe@example.org","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""")]
    [InlineData("/v1/chat/completions", UpstreamKind.OpenAi, """{"id":"c1","model":"m","choices":[{"index":0,"text":"mail jane.d","finish_reason":null}]}""", """{"id":"c1","model":"m","choices":[{"index":0,"text":"oe@example.org","finish_reason":"stop"}]}""")]
    [InlineData("/v1/responses", UpstreamKind.OpenAi, """{"type":"response.song.delta","sequence_number":1,"output_index":0,"delta":"mail jane.d"}""", """{"type":"response.song.delta","sequence_number":2,"output_index":0,"delta":"oe@example.org"}""", """{"type":"response.completed","sequence_number":3,"response":{"id":"r","status":"completed","output":[]}}""")]
    [InlineData("/v1/messages", UpstreamKind.Anthropic, """{"type":"message_start","message":{"id":"m1","type":"message","role":"assistant","model":"m","content":[]}}""", """{"type":"content_block_start","index":0,"content_block":{"type":"song"}}""", """{"type":"content_block_delta","index":0,"delta":{"type":"song_delta","note":"mail jane.d"}}""", """{"type":"content_block_delta","index":0,"delta":{"type":"song_delta","note":"oe@example.org"}}""", """{"type":"content_block_stop","index":0}""", """{"type":"message_stop"}""")]
    public async Task Stream_UnknownFieldThatGrows_IsOneText(string path, UpstreamKind kind, params string[] events)
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Events(events));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, Mails, kind);

        var answer = await gateway.SendAsync(path, """{"model":"m","max_tokens":9,"stream":true,"input":"hi","messages":[{"role":"user","content":"hi"}]}""");

        Assert.Contains("mail [REDACTED:pii.email]", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("jane", answer, StringComparison.Ordinal);
    }

    private static async Task<(string Answer, List<string> Texts)> ChatAsync(params string[] deltas)
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Events([.. deltas.Select(delta => Chunk(delta)), Chunk("{}", "stop"), "[DONE]"]));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        var answer = await gateway.ChatAsync(Ask);

        var texts = new Dictionary<string, string>();
        foreach (var line in answer.Split("\n\n").Where(line => line.StartsWith("data: {", StringComparison.Ordinal)))
        {
            foreach (var field in JsonDocument.Parse(line[6..]).RootElement.GetProperty("choices")[0].GetProperty("delta").EnumerateObject())
            {
                texts[field.Name] = texts.GetValueOrDefault(field.Name) + (field.Value.ValueKind is JsonValueKind.String ? field.Value.GetString() : field.Value.GetRawText());
            }
        }

        Assert.EndsWith("data: [DONE]\n\n", answer, StringComparison.Ordinal);
        return (answer, [.. texts.Values]);
    }

    private static string Chunk(string delta, string? finish = null) =>
        $$$"""{"id":"c1","model":"gpt-x","choices":[{"index":0,"delta":{{{delta}}},"finish_reason":{{{(finish is null ? "null" : $"\"{finish}\"")}}}}]}""";
}
