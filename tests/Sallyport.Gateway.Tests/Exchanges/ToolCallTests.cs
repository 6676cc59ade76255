using System.Text;
using System.Text.Json;
using Sallyport.Gateway.Tests.Wires;
using Sallyport.TestKit.Providers;
using Xunit;

namespace Sallyport.Gateway.Tests.Exchanges;

/// <summary>Invariant 5 at the wire: a call that two clients could run as different ones leaves for none, and every call of the client's is one.</summary>
public sealed class ToolCallTests
{
    private const string Strict = """
        version: 1
        name: named-tools
        tools: {allow: [lamp], others: block}
        """;

    public static TheoryData<string, string> Ambiguous()
    {
        var data = new TheoryData<string, string>();
        foreach (var wire in new[] { "chat", "responses", "messages" })
        {
            data.Add(wire, """{"to":"ann","to":"bob"}""");
            data.Add(wire, """{"list":[{"a":{"to":1,"t\u006f":2}}]}""");
            data.Add(wire, """{"to":"\ud83d"}""");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Ambiguous))]
    public async Task Invariant5_StreamedCallOfTwoReadings_EndsTheAnswerAsBlocked(string name, string arguments)
    {
        var wire = WireOf(name);
        var events = wire.Events([ScriptPart.Text("Paying."), ScriptPart.Call(arguments[..9], arguments[9..])]);
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Raw("text/event-stream", [.. events.Select(Encoding.UTF8.GetBytes)]));
        await using var gateway = await StartAsync(provider, wire);

        var answer = await gateway.SendAsync(wire.Path, wire.Request("pay", isStream: true));

        Assert.True(wire.IsBlocked(answer), answer);
        Assert.Equal(["Paying."], wire.Read(answer).Values.Where(text => text.Length > 0));
        await AssertRecordedAsync(gateway);
    }

    [Theory]
    [InlineData("chat")]
    [InlineData("responses")]
    public async Task Invariant5_WholeCallOfTwoReadings_EndsTheAnswerAsBlocked(string name)
    {
        var wire = WireOf(name);
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(
            wire.Answer([ScriptPart.Text("Paying."), ScriptPart.Call("""{"to":"ann","to":"bob"}""")])));
        await using var gateway = await StartAsync(provider, wire);

        var answer = await gateway.SendAsync(wire.Path, wire.Request("pay", isStream: false));

        Assert.True(wire.IsBlocked(answer), answer);
        Assert.DoesNotContain("bob", answer, StringComparison.Ordinal);
        await AssertRecordedAsync(gateway);
    }

    // Here the arguments stand in the answer's own JSON: half a pair makes them ambiguous, a name twice makes the whole answer so.
    [Theory]
    [InlineData("""{"to":"\ud83d"}""", "\"stop_reason\":\"refusal\"")]
    [InlineData("""{"to":"ann","to":"bob"}""", "\"type\":\"error\"")]
    public async Task Invariant5_WholeCallOfTwoReadingsInMessages_DoesNotLeave(string arguments, string expected)
    {
        var wire = WireOf("messages");
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(wire.Answer([ScriptPart.Call(arguments)])));
        await using var gateway = await StartAsync(provider, wire);

        var answer = await gateway.SendAsync(wire.Path, wire.Request("pay", isStream: false));

        Assert.Contains(expected, answer, StringComparison.Ordinal);
        Assert.DoesNotContain("tool_use", answer, StringComparison.Ordinal);
    }

    // Ids of 64 bits are common; only what somebody approves needs one canonical form.
    [Theory]
    [InlineData("chat")]
    [InlineData("responses")]
    [InlineData("messages")]
    public async Task Stream_CallWithANumberBeyondADouble_PassesAsItCame(string name)
    {
        var wire = WireOf(name);
        var events = wire.Events([ScriptPart.Call("""{"user":1234567890""", """1234567890}""")]);
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Raw("text/event-stream", [.. events.Select(Encoding.UTF8.GetBytes)]));
        await using var gateway = await StartAsync(provider, wire);

        var answer = await gateway.SendAsync(wire.Path, wire.Request("find", isStream: true));

        Assert.False(wire.IsBlocked(answer), answer);
        Assert.Contains("""{"user":12345678901234567890}""", wire.Read(answer).Values);
    }

    [Theory]
    [InlineData("chat")]
    [InlineData("responses")]
    [InlineData("messages")]
    public async Task Stream_CallThatIsNoJson_IsReadAsItsLiteralsSayAndPasses(string name)
    {
        var wire = WireOf(name);
        var events = wire.Events([ScriptPart.Call("""{"path":"a.txt","text":"write to jane.d""", """oe\u0040example.org\nand wai""")]);
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Raw("text/event-stream", [.. events.Select(Encoding.UTF8.GetBytes)]));
        await using var gateway = await StartAsync(provider, wire);

        var answer = await gateway.SendAsync(wire.Path, wire.Request("write", isStream: true));

        Assert.False(wire.IsBlocked(answer), answer);
        Assert.Equal("""{"path":"a.txt","text":"write to [REDACTED:pii.email]\nand wai""" + '"', wire.Read(answer).Values.Single(text => text.Length > 0));
    }

    [Fact]
    public async Task Request_HistoryOfTwoReadings_IsInspectedInBoth()
    {
        const string policy = """
            version: 1
            name: mails
            guards:
              - {name: mails, findings: [pii.email], on: input, action: redact}
            """;
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(WireOf("chat").Answer([ScriptPart.Text("ok")])));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, policy);

        await gateway.ChatAsync(
            """
            {"model":"gpt-x","messages":[{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":
            {"name":"mail","arguments":"{\"to\":\"jane.doe\\u0040example.org\",\"to\":\"bob\",\"to\":\"joe@example.org\"}"}}]},{"role":"user","content":"go on"}]}
            """);

        var sent = Encoding.UTF8.GetString(Assert.Single(provider.Requests).Body);
        Assert.Contains("""{\"to\":\"[REDACTED:pii.email]\",\"to\":\"bob\",\"to\":\"[REDACTED:pii.email]\"}""", sent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\\\"to\\\":\\\"jane.doe\\\\u0040example.org")]
    [InlineData("so: {\\\"to\\\":\\\"jane.doe\\\\u0040example.org\\\"}")]
    [InlineData("\\\"jane.doe\\\\u0040example.org\\\"")]
    public async Task Request_HistoryThatIsNoJson_IsReadAsItsLiteralsSay(string arguments)
    {
        const string policy = """
            version: 1
            name: mails
            guards:
              - {name: mails, findings: [pii.email], on: input, action: block}
            """;
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json("{}"));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, policy);

        var answer = await gateway.ChatAsync(
            $$$"""
            {"model":"gpt-x","messages":[{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":
            {"name":"mail","arguments":"{{{arguments}}}"}}]},{"role":"user","content":"go on"}]}
            """);

        Assert.Contains("content_filter", answer, StringComparison.Ordinal);
        Assert.Empty(provider.Requests);
    }

    [Theory]
    [InlineData("""{"id":"i","type":"computer_call","call_id":"c","status":"completed","action":{"type":"type","text":"jane.doe\u0040example.org"},"pending_safety_checks":[]}""", "computer")]
    [InlineData("""{"id":"i","type":"local_shell_call","call_id":"c","status":"completed","action":{"type":"exec","command":["mail","jane.doe@example.org"]}}""", "local_shell")]
    [InlineData("""{"id":"i","type":"shell_call","call_id":"c","status":"completed","action":{"commands":["mail jane.doe@example.org"]}}""", "shell")]
    [InlineData("""{"id":"i","type":"apply_patch_call","call_id":"c","status":"completed","operation":{"type":"create_file","path":"a","diff":"+jane.doe@example.org"}}""", "apply_patch")]
    [InlineData("""{"id":"i","type":"tool_search_call","call_id":"c","status":"completed","execution":"client","arguments":{"q":"jane.doe@example.org"}}""", "tool_search")]
    [InlineData("""{"id":"i","type":"mcp_approval_request","server_label":"s","name":"send","arguments":"{\"to\":\"jane.doe@example.org\"}"}""", "send")]
    public async Task Responses_CallOfAClientsTool_IsGuardedCountedAndUnderPolicy(string item, string tool)
    {
        await using var provider = await FakeProvider.StartAsync(request =>
            request.Text.Contains("\"stream\":true", StringComparison.Ordinal) ? Streamed(item) : FakeAnswer.Json(Response(item)));
        await using var open = await GuardedGateway.StartAsync(provider.Address);
        await using var naming = await GuardedGateway.StartAsync(provider.Address, Strict.Replace("lamp", tool, StringComparison.Ordinal));
        await using var strict = await GuardedGateway.StartAsync(provider.Address, Strict);
        var wire = WireOf("responses");

        foreach (var isStream in new[] { false, true })
        {
            var passed = await open.SendAsync(wire.Path, wire.Request("do", isStream));
            var named = await naming.SendAsync(wire.Path, wire.Request("do", isStream));
            var blocked = await strict.SendAsync(wire.Path, wire.Request("do", isStream));

            Assert.Contains("[REDACTED:pii.email]", passed, StringComparison.Ordinal);
            Assert.DoesNotContain("jane", passed, StringComparison.Ordinal);
            Assert.False(wire.IsBlocked(named), named);
            Assert.True(wire.IsBlocked(blocked), blocked);
            Assert.DoesNotContain("jane", blocked, StringComparison.Ordinal);
        }

        Assert.All(await open.EntriesAsync(2), entry => Assert.Equal(1, Calls(entry.Body, "unclassified")));
        Assert.All(await naming.EntriesAsync(2), entry => Assert.Equal(1, Calls(entry.Body, "classified")));
    }

    [Fact]
    public async Task Responses_ActionOfTwoReadings_EndsTheAnswerAsBlocked()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(Response(
            """{"id":"i","type":"computer_call","call_id":"c","status":"completed","action":{"type":"type","text":"\ud83d"},"pending_safety_checks":[]}""")));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);
        var wire = WireOf("responses");

        var answer = await gateway.SendAsync(wire.Path, wire.Request("do", isStream: false));

        Assert.True(wire.IsBlocked(answer), answer);
        Assert.DoesNotContain("computer_call", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_CallOfAnUnknownKind_NeedsAPolicyThatAllowsWhatItCantName()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Events(
            """{"id":"c1","model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c","type":"browser","browser":{"goto":"page"}}]},"finish_reason":null}]}""",
            """{"id":"c1","model":"m","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}""", "[DONE]"));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, Strict);
        var wire = WireOf("chat");

        var answer = await gateway.SendAsync(wire.Path, wire.Request("do", isStream: true));

        Assert.True(wire.IsBlocked(answer), answer);
        Assert.DoesNotContain("browser", answer, StringComparison.Ordinal);
    }

    private static string Response(string item) =>
        $$$"""{"id":"r1","object":"response","created_at":1,"status":"completed","model":"gpt-x","output":[{{{item}}}],"usage":{"input_tokens":1,"output_tokens":1}}""";

    private static FakeAnswer Streamed(string item) => FakeAnswer.Events(
        """{"type":"response.created","sequence_number":0,"response":{"id":"r1","object":"response","created_at":1,"status":"in_progress","model":"gpt-x","output":[]}}""",
        $$$"""{"type":"response.output_item.added","sequence_number":1,"output_index":0,"item":{{{item}}}}""",
        $$$"""{"type":"response.output_item.done","sequence_number":2,"output_index":0,"item":{{{item}}}}""",
        $$$"""{"type":"response.completed","sequence_number":3,"response":{{{Response(item)}}}}""");

    private static Wire WireOf(string name) => name switch
    {
        "chat" => new ChatWire(),
        "responses" => new ResponsesWire(),
        _ => new MessagesWire(),
    };

    private static Task<GuardedGateway> StartAsync(FakeProvider provider, Wire wire) =>
        GuardedGateway.StartAsync(provider.Address, kind: wire.Kind);

    private static int Calls(byte[] entry, string kind) =>
        JsonDocument.Parse(entry).RootElement.GetProperty("facts").GetProperty("tool_calls").GetProperty(kind).GetInt32();

    private static async Task AssertRecordedAsync(GuardedGateway gateway)
    {
        var entry = Encoding.UTF8.GetString(Assert.Single(await gateway.EntriesAsync()).Body);
        Assert.Contains("\"outcome\":\"answer_blocked\"", entry, StringComparison.Ordinal);
        Assert.Contains("\"blocked_by\":\"tools\"", entry, StringComparison.Ordinal);
        Assert.Contains("A tool call's arguments have no canonical form", entry, StringComparison.Ordinal);
    }
}
