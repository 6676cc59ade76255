using System.Text;
using Anthropic;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using Sallyport.Gateway.Tests.Wires;
using Sallyport.Tenancy;
using Sallyport.TestKit.Providers;
using Xunit;

namespace Sallyport.Gateway.Tests.Exchanges;

/// <summary>The official Anthropic client, unmodified but for its base address.</summary>
public sealed class AnthropicClientTests
{
    private const string Blocking = """
        version: 1
        name: blocking
        guards:
          - {name: mails, findings: [pii.email], on: both, action: block}
        """;

    [Fact]
    public async Task Create_PlainAnswer_IsReadAsFromTheProvider()
    {
        await using var provider = await FakeProvider.StartAsync(Wire.Messages.Reply(false, ScriptPart.Text("mail jane.doe@example.org")));
        await using var gateway = await StartAsync(provider);

        var message = await ClientFor(gateway).Messages.Create(Ask("hi"), TestContext.Current.CancellationToken);

        Assert.True(Assert.Single(message.Content).TryPickText(out var text));
        Assert.Equal("mail [REDACTED:pii.email]", text!.Text);
        Assert.Equal(StopReason.EndTurn, message.StopReason!.Value());
        Assert.Equal(4, message.Usage.OutputTokens);
    }

    [Fact]
    public async Task Create_ToolUse_HasItsInputRewritten()
    {
        await using var provider = await FakeProvider.StartAsync(Wire.Messages.Reply(
            false, ScriptPart.Text("one moment"), ScriptPart.Call("""{"to":"jane.doe@example.org","n":1}""")));
        await using var gateway = await StartAsync(provider);

        var message = await ClientFor(gateway).Messages.Create(Ask("hi"), TestContext.Current.CancellationToken);

        Assert.True(message.Content[1].TryPickToolUse(out var use));
        Assert.Equal("[REDACTED:pii.email]", use!.Input["to"].GetString());
        Assert.Equal(1, use.Input["n"].GetInt32());
        Assert.Equal(StopReason.ToolUse, message.StopReason!.Value());
    }

    [Fact]
    public async Task CreateStreaming_TextThinkingAndTools_ArriveGuarded()
    {
        await using var provider = await FakeProvider.StartAsync(Wire.Messages.Reply(
            true,
            ScriptPart.Reasoning("ask jane", ".doe@exam", "ple.org first"),
            ScriptPart.Text("the card is 4111", " 1111 1111", " 1111, thanks"),
            ScriptPart.Call("{\"to\":\"jane.d", "oe@example.org\"}")));
        await using var gateway = await StartAsync(provider);
        var texts = new Dictionary<long, string>();
        StopReason? stop = null;

        await foreach (var update in ClientFor(gateway).Messages.CreateStreaming(Ask("hi"), TestContext.Current.CancellationToken))
        {
            if (update.TryPickContentBlockDelta(out var block))
            {
                var piece = block.Delta.TryPickText(out var text) ? text.Text
                    : block.Delta.TryPickThinking(out var thinking) ? thinking.Thinking
                    : block.Delta.TryPickInputJson(out var json) ? json.PartialJson : "";
                texts[block.Index] = texts.GetValueOrDefault(block.Index, "") + piece;
            }
            else if (update.TryPickDelta(out var delta))
            {
                stop = delta.Delta.StopReason?.Value();
            }
        }

        Assert.Equal("ask [REDACTED:pii.email] first", texts[0]);
        Assert.Equal("the card is [REDACTED:pii.payment_card], thanks", texts[1]);
        Assert.Equal("""{"to":"[REDACTED:pii.email]"}""", texts[2]);
        Assert.Equal(StopReason.ToolUse, stop);
    }

    [Fact]
    public async Task Create_AnswerBlocked_StopsAsARefusal()
    {
        await using var provider = await FakeProvider.StartAsync(Wire.Messages.Reply(false, ScriptPart.Text("call jane.doe@example.org now")));
        await using var gateway = await StartAsync(provider, Blocking);

        var message = await ClientFor(gateway).Messages.Create(Ask("hi"), TestContext.Current.CancellationToken);

        Assert.Equal(StopReason.Refusal, message.StopReason!.Value());
        Assert.True(message.Content[0].TryPickText(out var text));
        Assert.Equal("call ", text!.Text);
    }

    [Fact]
    public async Task CreateStreaming_AnswerBlocked_StopsAsARefusal()
    {
        await using var provider = await FakeProvider.StartAsync(Wire.Messages.Reply(true, ScriptPart.Text("call ", "jane.doe@exam", "ple.org", " now")));
        await using var gateway = await StartAsync(provider, Blocking);
        var said = new StringBuilder();
        StopReason? stop = null;

        await foreach (var update in ClientFor(gateway).Messages.CreateStreaming(Ask("hi"), TestContext.Current.CancellationToken))
        {
            if (update.TryPickContentBlockDelta(out var block) && block.Delta.TryPickText(out var text))
            {
                said.Append(text.Text);
            }
            else if (update.TryPickDelta(out var delta))
            {
                stop = delta.Delta.StopReason?.Value();
            }
        }

        Assert.Equal("call ", said.ToString());
        Assert.Equal(StopReason.Refusal, stop);
    }

    [Fact]
    public async Task Create_PromptBlocked_IsABadRequestThatNamesTheExchange()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json("{}"));
        await using var gateway = await StartAsync(provider, Blocking);

        var error = await Assert.ThrowsAsync<AnthropicBadRequestException>(
            () => ClientFor(gateway).Messages.Create(Ask("I am jane.doe@example.org"), TestContext.Current.CancellationToken));

        Assert.Contains("ex_", error.ResponseBody, StringComparison.Ordinal);
        Assert.Empty(provider.Requests);
    }

    [Fact]
    public async Task Create_WrongKey_IsUnauthorized()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json("{}"));
        await using var gateway = await StartAsync(provider);
        using var client = new AnthropicClient { ApiKey = "not-a-key", BaseUrl = gateway.Address.ToString(), MaxRetries = 0 };

        await Assert.ThrowsAsync<AnthropicUnauthorizedException>(() => client.Messages.Create(Ask("hi"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task CreateStreaming_UpstreamBreaksOff_IsNoNormalEnd()
    {
        var events = Wire.Messages.Events([ScriptPart.Text("It was ", "a dark night.")]);
        await using var provider = await FakeProvider.StartAsync(
            FakeAnswer.Raw("text/event-stream", [.. events.Take(4).Select(Encoding.UTF8.GetBytes)]).Abort());
        await using var gateway = await StartAsync(provider);

        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await foreach (var update in ClientFor(gateway).Messages.CreateStreaming(Ask("hi"), TestContext.Current.CancellationToken))
            {
                _ = update;
            }
        });
    }

    [Fact]
    public async Task Create_ThinkingSentBackWithItsSignature_PassesWhereItWasIssued()
    {
        await using var provider = await FakeProvider.StartAsync(Wire.Messages.Reply(false, ScriptPart.Reasoning("hm"), ScriptPart.Text("yes")));
        await using var gateway = await StartAsync(provider);
        const string Back = """{"model":"claude-x","max_tokens":9,"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"c2ln"},{"type":"text","text":"yes"}]},{"role":"user","content":"and?"}]}""";

        var before = await gateway.PostAsync("/v1/messages", Back);
        await ClientFor(gateway).Messages.Create(Ask("hi"), TestContext.Current.CancellationToken);
        var after = await gateway.PostAsync("/v1/messages", Back);

        Assert.Equal(400, (int)before.StatusCode);
        Assert.Equal(200, (int)after.StatusCode);
    }

    private static Task<GuardedGateway> StartAsync(FakeProvider provider, string? policy = null) =>
        GuardedGateway.StartAsync(provider.Address, policy, UpstreamKind.Anthropic);

    private static AnthropicClient ClientFor(GuardedGateway gateway) =>
        new() { ApiKey = gateway.Key, BaseUrl = gateway.Address.ToString(), MaxRetries = 0 };

    private static MessageCreateParams Ask(string text) => new()
    {
        Model = "claude-x",
        MaxTokens = 100,
        Messages = [new UserMessageParam { Content = text }],
    };
}
