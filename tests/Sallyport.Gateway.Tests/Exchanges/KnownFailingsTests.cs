using System.Text;
using System.Text.RegularExpressions;
using Sallyport.Gateway.Tests.Wires;
using Sallyport.Policy;
using Sallyport.Ledger;
using Sallyport.TestKit.Providers;
using Xunit;

namespace Sallyport.Gateway.Tests.Exchanges;

/// <summary>Failings that were seen in other gateways, each a test here, on every route that could have it.</summary>
public sealed partial class KnownFailingsTests
{
    private const string Mail = "jane.doe@example.org";

    private const string BlockInput = """
        version: 1
        name: blocking
        guards:
          - {name: mails, findings: [pii.email], on: input, action: block}
        """;

    private const string Masking = """
        version: 1
        name: masking
        guards:
          - {name: mails, findings: [pii.email], on: input, action: mask}
        masking:
          restore_in_tool_arguments: true
        """;

    public static TheoryData<string, bool> RoutesAndModes { get; } = new(Wire.All.SelectMany(wire => new[] { (wire.Name, true), (wire.Name, false) }));

    public static TheoryData<string> Routes { get; } = new(Wire.All.Select(wire => wire.Name));

    [Theory]
    [MemberData(nameof(RoutesAndModes))]
    public async Task OutputGuard_StreamedOrNot_Runs(string name, bool isStream)
    {
        var wire = WireOf(name);
        await using var provider = await FakeProvider.StartAsync(wire.Reply(
            isStream, ScriptPart.Reasoning("is it jane.doe", "@example.org?"), ScriptPart.Text("mail jane", ".doe@example.org")));
        await using var gateway = await StartAsync(wire, provider);

        var received = await gateway.SendAsync(wire.Path, wire.Request("hi", isStream));

        Assert.DoesNotContain(Mail, received, StringComparison.Ordinal);
        Assert.All(wire.Read(isStream, received).Values, text => Assert.Contains("[REDACTED:pii.email]", text, StringComparison.Ordinal));
        Assert.Contains("pii.email", await EntryAsync(gateway), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Stream_UpstreamDropsTheConnection_IsShownAsAFailure(string name)
    {
        var wire = WireOf(name);
        var events = wire.Events([ScriptPart.Text("It was ", "a dark ", "night")]);
        await using var provider = await FakeProvider.StartAsync(
            FakeAnswer.Raw("text/event-stream", [.. events.Take(events.Count - 2).Select(Encoding.UTF8.GetBytes)]).Abort());
        await using var gateway = await StartAsync(wire, provider);

        var received = await gateway.SendAsync(wire.Path, wire.Request("hi", isStream: true));

        Assert.Contains("\"error\"", received, StringComparison.Ordinal);
        Assert.False(wire.IsFinished(received));
        Assert.Contains("\"outcome\":\"upstream_failed\"", await EntryAsync(gateway), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("chat", """{"model":"m","messages":[{"role":"user","content":"jane.doe@example.org"},{"role":"assistant","content":"ok"},{"role":"user","content":"hi"}]}""")]
    [InlineData("chat", """{"model":"m","messages":[{"role":"system","content":"for jane.doe@example.org"},{"role":"user","content":"hi"}]}""")]
    [InlineData("chat", """{"model":"m","messages":[{"role":"user","content":"hi"},{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{\"to\":\"jane.doe@example.org\"}"}}]},{"role":"tool","tool_call_id":"c","content":"ok"}]}""")]
    [InlineData("chat", """{"model":"m","messages":[{"role":"user","content":"hi"}],"tools":[{"type":"function","function":{"name":"f","description":"ask jane.doe@example.org"}}]}""")]
    [InlineData("responses", """{"model":"m","instructions":"for jane.doe@example.org","input":"hi"}""")]
    [InlineData("responses", """{"model":"m","input":[{"role":"user","content":[{"type":"input_text","text":"jane.doe@example.org"}]},{"role":"user","content":"hi"}]}""")]
    [InlineData("responses", """{"model":"m","input":[{"type":"function_call","call_id":"c","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"c","output":"jane.doe@example.org"},{"role":"user","content":"hi"}]}""")]
    [InlineData("messages", """{"model":"m","max_tokens":9,"system":[{"type":"text","text":"for jane.doe@example.org"}],"messages":[{"role":"user","content":"hi"}]}""")]
    [InlineData("messages", """{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"jane.doe@example.org"},{"role":"assistant","content":"ok"},{"role":"user","content":"hi"}]}""")]
    [InlineData("messages", """{"model":"m","max_tokens":9,"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"jane.doe@example.org"}]},{"type":"text","text":"hi"}]}]}""")]
    [InlineData("messages", """{"model":"m","max_tokens":9,"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":{"to":"jane.doe@example.org"}}]},{"role":"user","content":"hi"}]}""")]
    public async Task InputGuard_FindingAnywhereInTheRequest_Blocks(string name, string request)
    {
        var wire = WireOf(name);
        await using var provider = await FakeProvider.StartAsync(wire.Reply(false, ScriptPart.Text("ok")));
        await using var gateway = await StartAsync(wire, provider, BlockInput);

        var received = await gateway.SendAsync(wire.Path, request);

        Assert.Contains("(exchange ex_", received, StringComparison.Ordinal);
        Assert.Empty(provider.Requests);
        Assert.Contains("\"outcome\":\"prompt_blocked\"", await EntryAsync(gateway), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("chat", """{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}}]}]}""")]
    [InlineData("responses", """{"model":"m","input":[{"role":"user","content":[{"type":"input_image","image_url":"data:image/png;base64,iVBORw0KGgo="}]}]}""")]
    [InlineData("messages", """{"model":"m","max_tokens":9,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgo="}}]}]}""")]
    public async Task ImageOnlyTurn_IsTheUninspectableThatItIs(string name, string request)
    {
        var wire = WireOf(name);
        await using var provider = await FakeProvider.StartAsync(wire.Reply(false, ScriptPart.Text("ok")));
        await using var open = await StartAsync(wire, provider);
        await using var strict = await StartAsync(wire, provider, PolicyPresets.Text(PolicyPresets.Strict));

        using var passed = await open.PostAsync(wire.Path, request);
        using var blocked = await strict.PostAsync(wire.Path, request);

        Assert.Contains("uninspectable=1", Assert.Single(passed.Headers.GetValues("x-sallyport-coverage")), StringComparison.Ordinal);
        Assert.Contains("\"uninspectable\":1", await EntryAsync(open), StringComparison.Ordinal);
        Assert.Equal(400, (int)blocked.StatusCode);
        Assert.Single(provider.Requests);
    }

    [Theory]
    [MemberData(nameof(RoutesAndModes))]
    public async Task Mask_ReachesToolArgumentsAndComesBackThere(string name, bool isStream)
    {
        var wire = WireOf(name);
        await using var provider = await FakeProvider.StartAsync(seen => wire.Reply(
            isStream, ScriptPart.Call("{\"to\":\"", PlaceholderIn(seen.Text), "\"}")));
        await using var gateway = await StartAsync(wire, provider, Masking);

        var received = await gateway.SendAsync(wire.Path, wire.Request($"write to {Mail} please", isStream));

        Assert.DoesNotContain(Mail, Assert.Single(provider.Requests).Text, StringComparison.Ordinal);
        Assert.Equal($$"""{"to":"{{Mail}}"}""", Assert.Single(wire.Read(isStream, received), text => text.Value.Length > 0).Value);
    }

    [Theory]
    [MemberData(nameof(RoutesAndModes))]
    public async Task Mask_InACallsIdAndName_StaysWherePolicyDoesNotRestoreCalls(string name, bool isStream)
    {
        var wire = WireOf(name);
        await using var provider = await FakeProvider.StartAsync(seen => Renamed(wire, isStream, PlaceholderIn(seen.Text)));
        await using var gateway = await StartAsync(wire, provider, Masking.Replace("true", "false", StringComparison.Ordinal));

        var received = await gateway.SendAsync(wire.Path, wire.Request($"write to {Mail} please", isStream));

        Assert.Contains(PlaceholderIn(Assert.Single(provider.Requests).Text), received, StringComparison.Ordinal);
        Assert.DoesNotContain(Mail, received, StringComparison.Ordinal);
    }

    // What the wire's script calls the tool and the call are the placeholder instead.
    private static FakeAnswer Renamed(Wire wire, bool isStream, string placeholder)
    {
        ScriptPart[] parts = [ScriptPart.Call("{}")];
        string Rename(string text) => CallWords().Replace(text, match => $"{match.Groups[1].Value}\"{placeholder}\"");
        return isStream
            ? FakeAnswer.Raw("text/event-stream", [.. wire.Events(parts).Select(text => Encoding.UTF8.GetBytes(Rename(text)))])
            : FakeAnswer.Json(Rename(wire.Answer(parts)));
    }

    [GeneratedRegex("""("(?:name|call_id|id)":)"(?:mail|call_[0-9]|toolu_[0-9])"(?=,)""")]
    private static partial Regex CallWords();

    [Theory]
    [MemberData(nameof(RoutesAndModes))]
    public async Task Mask_OfAnotherRequest_IsNotRestored(string name, bool isStream)
    {
        var wire = WireOf(name);
        var placeholder = "";
        await using var provider = await FakeProvider.StartAsync(seen =>
        {
            placeholder = placeholder.Length > 0 ? placeholder : PlaceholderIn(seen.Text);
            return wire.Reply(isStream, ScriptPart.Text("it was ", placeholder, "."));
        });
        await using var gateway = await StartAsync(wire, provider, Masking);

        var first = await gateway.SendAsync(wire.Path, wire.Request($"I am {Mail}", isStream));
        var second = await gateway.SendAsync(wire.Path, wire.Request("who was it?", isStream));

        Assert.Equal($"it was {Mail}.", Assert.Single(wire.Read(isStream, first)).Value);
        Assert.DoesNotContain(Mail, second, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(RoutesAndModes))]
    public async Task OrdinaryNumbers_AreNoPersonalData(string name, bool isStream)
    {
        const string Ordinary = "S3 and C4 on version 1.24.0 of 10.0.14, 3.5 million in 2024, commit 7951d97639f7, page 1234, 99.95%, ISO 27001, port 8080, 12:30, row 4,096.";
        var wire = WireOf(name);
        await using var provider = await FakeProvider.StartAsync(wire.Reply(isStream, ScriptPart.Text(Ordinary)));
        await using var gateway = await StartAsync(wire, provider, """
            version: 1
            name: masking
            guards:
              - {name: all-in, findings: [pii, secret], on: input, action: mask}
              - {name: all-out, findings: [pii, secret], on: output, action: redact}
            """);

        var received = await gateway.SendAsync(wire.Path, wire.Request(Ordinary, isStream));

        Assert.Contains(Ordinary, Assert.Single(provider.Requests).Text, StringComparison.Ordinal);
        Assert.Equal(Ordinary, Assert.Single(wire.Read(isStream, received)).Value);
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task CallersHeaders_SwitchNothingOff(string name)
    {
        var wire = WireOf(name);
        await using var provider = await FakeProvider.StartAsync(wire.Reply(false, ScriptPart.Text($"mail {Mail}")));
        await using var gateway = await StartAsync(wire, provider);

        var received = await gateway.SendAsync(
            wire.Path,
            wire.Request("hi", isStream: false),
            ("x-sallyport-guards", "off"), ("x-sallyport-policy", "none"), ("x-sallyport-mode", "observe"), ("x-sallyport-coverage", "passed=9"),
            ("x-guardrails", "false"), ("x-no-log", "true"), ("litellm-disable-message-redaction", "true"), ("x-litellm-disable-logging", "true"), ("dnt", "1"));

        Assert.DoesNotContain(Mail, received, StringComparison.Ordinal);
        Assert.Contains("pii.email", await EntryAsync(gateway), StringComparison.Ordinal);
        Assert.DoesNotContain(Assert.Single(provider.Requests).Headers.Keys, key => key.StartsWith("x-", StringComparison.OrdinalIgnoreCase) && key.Contains("sallyport", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [MemberData(nameof(RoutesAndModes))]
    public async Task Invariant9_WhatWasFound_StandsInNoLogHeaderOrRecord(string name, bool isStream)
    {
        var wire = WireOf(name);
        using var logs = new CapturedLogs();
        await using var provider = await FakeProvider.StartAsync(
            wire.Reply(isStream, ScriptPart.Text($"mail {Mail}, zebra"), ScriptPart.Call($$"""{"to":"{{Mail}}"}""")), FakeAnswer.Json("not JSON, zebra " + Mail));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, BlockInput, wire.Kind, logs: logs);
        var received = new StringBuilder();

        foreach (var text in new[] { "a zebra", "another zebra", $"zebra {Mail}" })
        {
            using var response = await gateway.PostAsync(wire.Path, wire.Request(text, isStream));
            received.Append(response.Headers).Append(response.Content.Headers).AppendLine(response.IsSuccessStatusCode ? "" : await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        var entries = string.Concat((await gateway.EntriesAsync(3)).Select(row => Encoding.UTF8.GetString(row.Body)));
        foreach (var trace in new[] { logs.Text, received.ToString(), entries })
        {
            Assert.DoesNotContain("jane", trace, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("zebra", trace, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(gateway.Key, trace, StringComparison.Ordinal);
            Assert.DoesNotContain("provider-secret", trace, StringComparison.Ordinal);
        }
    }

    private static Wire WireOf(string name) => Wire.All.Single(wire => wire.Name == name);

    private static Task<GuardedGateway> StartAsync(Wire wire, FakeProvider provider, string? policy = null) =>
        GuardedGateway.StartAsync(provider.Address, policy, wire.Kind);

    private static async Task<string> EntryAsync(GuardedGateway gateway)
    {
        IReadOnlyList<LedgerRow> rows = await gateway.EntriesAsync();
        return Encoding.UTF8.GetString(rows[^1].Body);
    }

    private static string PlaceholderIn(string request) => PlaceholderPattern().Match(request).Value;

    [GeneratedRegex(@"\[\[[A-Z-]{1,20}-[0-9a-z]{10}\]\]", RegexOptions.NonBacktracking)]
    private static partial Regex PlaceholderPattern();
}
