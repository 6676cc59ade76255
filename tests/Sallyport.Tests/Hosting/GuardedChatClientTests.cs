using System.Text.Json;
using CsCheck;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Sallyport.Hosting;
using Sallyport.Pipeline;
using Sallyport.Policy;
using Xunit;

namespace Sallyport.Tests.Hosting;

public sealed class GuardedChatClientTests
{
    private const string RedactOut = "- {name: out, findings: [pii.email], on: output, action: redact}";
    private const string BlockOut = "- {name: out, findings: [pii.email], on: output, action: block}";
    private const string MaskIn = "- {name: in, findings: [pii.email], on: input, action: mask}";
    private const string RedactIn = "- {name: in, findings: [pii.email], on: input, action: redact}";
    private const string BlockIn = "- {name: in, findings: [pii.email], on: input, action: block}";

    private readonly List<GuardReport> _reports = [];

    [Fact]
    public async Task Answer_WithAFinding_IsEdited()
    {
        var client = Guard(ScriptedChatClient.Saying("Write to ann@example.com now."), RedactOut);

        var response = await client.GetResponseAsync("who?", cancellationToken: Token);

        Assert.Equal("Write to [REDACTED:pii.email] now.", response.Text);
        Assert.Null(response.RawRepresentation);
        Assert.Null(response.Messages[0].RawRepresentation);
        Assert.Equal(GuardAction.Redact, Assert.Single(_reports).Verdict);
    }

    [Fact]
    public void StreamedAnswer_AnyCutting_GivesTheSameTextAsThePlainOne()
    {
        const string Text = "Ask ann@example.com, or bob.smith@mail.example.org; not a@b. Thanks!";
        Gen.Int[1, 12].Array[1, 40].Sample(
            cuts =>
            {
                var deltas = Cut(Text, cuts);
                var plain = Guard(ScriptedChatClient.Saying(deltas), RedactOut).GetResponseAsync("q").GetAwaiter().GetResult().Text;
                var streamed = string.Concat(Guard(ScriptedChatClient.Saying(deltas), RedactOut).GetStreamingResponseAsync("q").ToBlockingEnumerable().Select(update => update.Text));
                return plain == streamed && !streamed.Contains("ann@", StringComparison.Ordinal) && streamed.EndsWith("not a@b. Thanks!", StringComparison.Ordinal);
            },
            iter: 200);
    }

    [Fact]
    public async Task StreamedAnswer_NoUpdateShowsWhatIsRemoved()
    {
        var client = Guard(ScriptedChatClient.Saying("Write to an", "n@exam", "ple.com", " now."), RedactOut);

        var updates = await client.GetStreamingResponseAsync("q", cancellationToken: Token).ToListAsync(Token);

        Assert.Equal("Write to [REDACTED:pii.email] now.", string.Concat(updates.Select(update => update.Text)));
        Assert.Equal(ChatFinishReason.Stop, updates[^1].FinishReason);
        Assert.All(updates, update => Assert.Null(update.RawRepresentation));
    }

    [Fact]
    public async Task StreamedAnswer_Blocked_EndsWithContentFilterAndLeavesTheModel()
    {
        var inner = ScriptedChatClient.Saying("Write to ", "ann@example.com", " now.", " And", " more", " words.");
        var client = Guard(inner, BlockOut);

        var updates = await client.GetStreamingResponseAsync("q", cancellationToken: Token).ToListAsync(Token);

        Assert.Equal("Write to ", string.Concat(updates.Select(update => update.Text)));
        Assert.Equal(ChatFinishReason.ContentFilter, updates[^1].FinishReason);
        Assert.Contains(_reports[0].Exchange.Value, updates[^1].Contents.OfType<ErrorContent>().Single().Message, StringComparison.Ordinal);
        Assert.True(inner.WasLeft);
        Assert.Equal("out", _reports[0].BlockedBy);
    }

    [Fact]
    public async Task StreamedAnswer_ModelFails_IsNoNormalEnd()
    {
        var inner = new ScriptedChatClient([[new TextContent("Write to ann@exam")]]) { Failure = new IOException("gone") };
        var client = Guard(inner, RedactOut);

        await Assert.ThrowsAsync<IOException>(async () => await client.GetStreamingResponseAsync("q", cancellationToken: Token).ToListAsync(Token));
        Assert.Single(_reports);
    }

    [Fact]
    public async Task Answer_Blocked_EndsWhereTheFindingBegins()
    {
        var client = Guard(ScriptedChatClient.Saying("Write to ann@example.com now."), BlockOut);

        var response = await client.GetResponseAsync("q", cancellationToken: Token);

        Assert.Equal("Write to ", response.Text);
        Assert.Equal(ChatFinishReason.ContentFilter, response.FinishReason);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Request_Blocked_IsNeverSent(bool isStream)
    {
        var inner = ScriptedChatClient.Saying("hello");
        var client = Guard(inner, BlockIn);

        var response = isStream
            ? await client.GetStreamingResponseAsync("I am ann@example.com", cancellationToken: Token).ToChatResponseAsync(Token)
            : await client.GetResponseAsync("I am ann@example.com", cancellationToken: Token);

        Assert.Equal(0, inner.Calls);
        Assert.Equal(ChatFinishReason.ContentFilter, response.FinishReason);
        Assert.Equal("in", Assert.Single(_reports).BlockedBy);
    }

    [Fact]
    public async Task Request_EveryMessageAndPart_IsEdited()
    {
        var inner = ScriptedChatClient.Saying("ok");
        var client = Guard(inner, RedactIn);
        ChatMessage[] messages =
        [
            new(ChatRole.System, "From sys@example.com"),
            new(ChatRole.User, [new TextContent("first@example.com") { RawRepresentation = "raw" }, new DataContent("data:text/plain;base64,ZmlsZUBleGFtcGxlLmNvbQ==")]) { RawRepresentation = "raw" },
            new(ChatRole.Assistant, [new FunctionCallContent("c1", "mail", new Dictionary<string, object?>
            {
                ["to"] = "to@example.com",
                ["more"] = JsonSerializer.SerializeToElement(new { cc = new[] { "cc@example.com", "plain" }, count = 1.50m }),
            })]),
            new(ChatRole.Tool, [new FunctionResultContent("c1", new { sent = "res@example.com" })]),
            new(ChatRole.User, "last@example.com"),
        ];
        var options = new ChatOptions { Instructions = "ins@example.com", AdditionalProperties = new() { ["x"] = "prop@example.com" } };

        await client.GetResponseAsync(messages, options, Token);

        var sent = JsonSerializer.Serialize(inner.Messages, AIJsonUtilities.DefaultOptions) + inner.Options!.Instructions + inner.Options.AdditionalProperties!["x"];
        Assert.DoesNotContain("@example.com", sent, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String("file@example.com"u8), sent, StringComparison.Ordinal);
        Assert.All(inner.Messages, message => Assert.Null(message.RawRepresentation));
        Assert.All(inner.Messages.SelectMany(message => message.Contents), content => Assert.Null(content.RawRepresentation));
        var call = inner.Messages[2].Contents.OfType<FunctionCallContent>().Single();
        Assert.Equal("""{"cc":["[REDACTED:pii.email]","plain"],"count":1.50}""", ((JsonElement)call.Arguments!["more"]!).GetRawText());
        Assert.Equal("From sys@example.com", messages[0].Text);
        Assert.Equal("ins@example.com", options.Instructions);
    }

    [Fact]
    public async Task Request_ValueSplitOverTextContents_IsEditedInEach()
    {
        var inner = ScriptedChatClient.Saying("ok");
        ChatMessage[] messages = [new(ChatRole.User, [new TextContent("write to ann@exam"), new TextContent("ple.com now")]), new(ChatRole.User, "and bob@exam"), new(ChatRole.User, "ple.com")];

        await Guard(inner, RedactIn).GetResponseAsync(messages, cancellationToken: Token);

        Assert.Equal(
            ["write to [REDACTED:pii.email]", "[REDACTED:pii.email] now", "and bob@exam", "ple.com"],
            inner.Messages.SelectMany(static message => message.Contents).Cast<TextContent>().Select(static text => text.Text));
    }

    [Fact]
    public async Task Mask_LeavesAsAPlaceholderAndComesBackMidStream()
    {
        var inner = new EchoChatClient();
        var client = Guard(inner, MaskIn);

        var updates = await client.GetStreamingResponseAsync("Mail ann@example.com please", cancellationToken: Token).ToListAsync(Token);

        Assert.DoesNotContain("ann@example.com", inner.Received, StringComparison.Ordinal);
        Assert.Equal("Mail ann@example.com please", string.Concat(updates.Select(update => update.Text)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Mask_InToolArguments_ComesBackOnlyWherePolicyAllows(bool isAllowed)
    {
        var inner = new EchoChatClient { CallsTool = true };
        var client = Guard(inner, MaskIn, $"masking: {{restore_in_tool_arguments: {(isAllowed ? "true" : "false")}}}");

        var response = await client.GetResponseAsync("ann@example.com", cancellationToken: Token);

        var call = response.Messages[0].Contents.OfType<FunctionCallContent>().Single();
        Assert.Equal(isAllowed, Equals(call.Arguments!["text"], "ann@example.com"));
    }

    [Fact]
    public async Task Mask_OfAnotherExchange_IsNotRestored()
    {
        var inner = new EchoChatClient();
        var client = Guard(inner, MaskIn);
        await client.GetResponseAsync("ann@example.com", cancellationToken: Token);
        var placeholder = inner.Received;

        var response = await client.GetResponseAsync($"What is {placeholder}?", cancellationToken: Token);

        Assert.Equal($"What is {placeholder}?", response.Text);
    }

    [Fact]
    public async Task ToolCall_ArgumentsAreGuarded()
    {
        var call = new FunctionCallContent("c1", "mail", new Dictionary<string, object?> { ["to"] = "ann@example.com", ["n"] = 1 });

        var edited = await Guard(new ScriptedChatClient([[call]]), RedactOut).GetResponseAsync("q", cancellationToken: Token);
        var blocked = await Guard(new ScriptedChatClient([[call]]), BlockOut).GetStreamingResponseAsync("q", cancellationToken: Token).ToListAsync(Token);

        Assert.Equal("[REDACTED:pii.email]", edited.Messages[0].Contents.OfType<FunctionCallContent>().Single().Arguments!["to"]);
        Assert.Empty(blocked.SelectMany(update => update.Contents).OfType<FunctionCallContent>());
        Assert.Equal(ChatFinishReason.ContentFilter, blocked[^1].FinishReason);
    }

    [Fact]
    public async Task ToolCall_NotNamedUnderAStrictPolicy_IsBlocked()
    {
        var inner = new ScriptedChatClient([[new FunctionCallContent("c1", "wire_money", null)]]);
        var client = Guard(inner, RedactOut, "tools: {allow: [weather], others: block}");

        var response = await client.GetResponseAsync("q", cancellationToken: Token);

        Assert.Empty(response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>());
        Assert.Equal("tools", Assert.Single(_reports).BlockedBy);
    }

    [Fact]
    public async Task Image_IsBlockedOrCountedAsPolicySays()
    {
        var image = new ChatMessage(ChatRole.User, [new DataContent(new byte[] { 1, 2 }, "image/png")]);

        var blocked = await Guard(ScriptedChatClient.Saying("ok"), RedactIn).GetResponseAsync([image], cancellationToken: Token);
        var passed = await Guard(ScriptedChatClient.Saying("ok"), RedactIn, "uninspectable: {image: pass}").GetResponseAsync([image], cancellationToken: Token);

        Assert.Equal(ChatFinishReason.ContentFilter, blocked.FinishReason);
        Assert.Equal("ok", passed.Text);
        Assert.Equal(1, _reports[1].Coverage[Coverage.Uninspectable]);
    }

    [Fact]
    public async Task ProviderToolOrState_NotNamed_IsRefusedNamingTheSetting()
    {
        var client = Guard(ScriptedChatClient.Saying("ok"), RedactIn);

        var tool = await Assert.ThrowsAsync<InvalidOperationException>(() => client.GetResponseAsync("q", new() { Tools = [new HostedWebSearchTool()] }, Token));
        var state = await Assert.ThrowsAsync<InvalidOperationException>(() => client.GetResponseAsync("q", new() { ConversationId = "c" }, Token));

        Assert.Contains("provider_tools", tool.Message, StringComparison.Ordinal);
        Assert.Contains("provider_state", state.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UseSallyport_WrongPolicy_TellsEveryMistake()
    {
        var builder = ScriptedChatClient.Saying("ok").AsBuilder().UseSallyport(options => options.Policy = "version: 1\nnmae: x\nguards: [{}]");

        var error = Assert.Throws<OptionsValidationException>(() => builder.Build());

        Assert.True(error.Failures.Count() >= 4);
        Assert.Contains(error.Failures, failure => failure.Contains("line 2, column 1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AddSallyport_IsWhatUseSallyportTakes()
    {
        var services = new ServiceCollection();
        services.AddSallyport(options => options.Policy = Policy(RedactOut));
        services.AddSallyport(options => options.OnExchange = _reports.Add);
        services.AddChatClient(ScriptedChatClient.Saying("ann@example.com")).UseSallyport();
        await using var provider = services.BuildServiceProvider();

        var response = await provider.GetRequiredService<IChatClient>().GetResponseAsync("q", cancellationToken: Token);

        Assert.Equal("[REDACTED:pii.email]", response.Text);
        Assert.Single(_reports);
    }

    [Fact]
    public async Task UseSallyport_WithoutSettings_HoldsTheFirstRunPolicy()
    {
        var client = ScriptedChatClient.Saying("Write to ann@example.com").AsBuilder().UseSallyport().Build();

        var response = await client.GetResponseAsync("q", cancellationToken: Token);

        Assert.Equal("Write to [REDACTED:pii.email]", response.Text);
    }

    [Theory]
    [InlineData("The key is tangerine-harbour-41, keep it.")]
    [InlineData("Backwards: 14-ruobrah-eniregnat.")]
    public async Task UseSallyport_KnownSecret_DoesNotLeave(string answer)
    {
        var client = ScriptedChatClient.Saying(answer).AsBuilder().UseSallyport(options => options.KnownSecrets.Add("tangerine-harbour-41")).Build();

        var response = await client.GetResponseAsync("q", cancellationToken: Token);

        Assert.Contains("[REDACTED:secret.known]", response.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("harbour", response.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("ruobrah", response.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void UseSallyport_ShortSecret_IsRefusedWithoutNamingIt()
    {
        var builder = ScriptedChatClient.Saying("ok").AsBuilder().UseSallyport(options => options.KnownSecrets.Add("hunter2"));

        var error = Assert.Throws<OptionsValidationException>(() => builder.Build());

        Assert.DoesNotContain("hunter2", error.Message, StringComparison.Ordinal);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string[] Cut(string text, int[] cuts)
    {
        var deltas = new List<string>();
        for (int at = 0, i = 0; at < text.Length; i++)
        {
            var length = Math.Min(cuts[i % cuts.Length], text.Length - at);
            deltas.Add(text.Substring(at, length));
            at += length;
        }

        return [.. deltas];
    }

    private static string Policy(string guards, string rest = "") => $"version: 1\nname: test\nguards:\n  {guards}\n{rest}\n";

    private IChatClient Guard(IChatClient inner, string guards, string rest = "") => inner.AsBuilder()
        .UseSallyport(options =>
        {
            options.Policy = Policy(guards, rest);
            options.OnExchange = _reports.Add;
        })
        .Build();
}
