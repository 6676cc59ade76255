using System.Net;
using System.Text;
using Sallyport.Gateway.Streaming;
using Sallyport.Gateway.Tests.Wires;
using Sallyport.Tenancy;
using Sallyport.TestKit.Providers;
using Xunit;

namespace Sallyport.Gateway.Tests.Failures;

/// <summary>Upstreams that send without end: the client is told of a failure, never of a normal end, and the upstream is let go.</summary>
public sealed class OversizedAnswerTests
{
    // Far more than may ever be held; a gateway that kept it all would take gigabytes.
    private const int Endless = 2_000_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Routes { get; } = new(Wire.All.Select(static wire => wire.Name));

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Answer_ForWhichTheBudgetHasNoRoom_IsRefusedAndItsShareGivenBack(string name)
    {
        var wire = WireOf(name);
        var large = wire.Reply(isStream: false, ScriptPart.Text(new string('x', 200_000)));
        var small = wire.Reply(isStream: false, ScriptPart.Text("ok"));
        await using var provider = await FakeProvider.StartAsync(seen => seen.Text.Contains("large", StringComparison.Ordinal) ? large : small);
        await using var gateway = await GuardedGateway.StartAsync(
            provider.Address, kind: wire.Kind, options: new() { MaxBodyBytes = 100_000, MaxBodyBytesInFlight = 100_000 });

        using var refused = await gateway.PostAsync(wire.Path, wire.Request("large", isStream: false));
        using var passed = await gateway.PostAsync(wire.Path, wire.Request("small", isStream: false));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Contains("overloaded", await refused.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, passed.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Stream_OfWhichMoreWaitsThanTheBudgetHasRoomFor_IsBrokenOffAndItsShareGivenBack(string name)
    {
        var wire = WireOf(name);
        var large = FakeAnswer.Raw("text/event-stream", Encoding.UTF8.GetBytes("data: {\"x\":\"")).Repeat(new string('x', 1000), Endless);
        var small = wire.Reply(isStream: true, ScriptPart.Text("ok"));
        await using var provider = await FakeProvider.StartAsync(seen => seen.Text.Contains("large", StringComparison.Ordinal) ? large : small);
        await using var gateway = await GuardedGateway.StartAsync(
            provider.Address, kind: wire.Kind, options: new() { MaxBodyBytes = 200_000, MaxBodyBytesInFlight = 200_000 });

        var broken = await gateway.SendAsync(wire.Path, wire.Request("large", isStream: true));
        await large.Abandoned.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        var passed = await gateway.SendAsync(wire.Path, wire.Request("small", isStream: true));

        Assert.True(wire.IsBroken(broken), broken);
        Assert.Contains("memory budget", broken, StringComparison.Ordinal);
        Assert.Contains(await gateway.EntriesAsync(), static entry => Encoding.UTF8.GetString(entry.Body).Contains("\"failure\":\"overloaded\"", StringComparison.Ordinal));
        Assert.True(wire.IsFinished(passed), passed);
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Stream_OfOneEndlessLine_IsBrokenOffWithinTheBoundOfAnEvent(string name)
    {
        var wire = WireOf(name);
        var answer = FakeAnswer.Raw("text/event-stream", Encoding.UTF8.GetBytes("data: {\"x\":\"")).Repeat(new string('x', 1000), Endless);
        await using var provider = await FakeProvider.StartAsync(answer);
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, kind: wire.Kind);

        var before = GC.GetTotalAllocatedBytes();
        var received = await gateway.SendAsync(wire.Path, wire.Request("hi", isStream: true));
        await answer.Abandoned.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);

        Assert.True(wire.IsBroken(received), received);
        Assert.False(wire.IsFinished(received));
        Assert.Contains(nameof(SseFault.EventTooLong), await EntryAsync(gateway), StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 1L << 30);
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Stream_OfAGiganticToolCall_IsBrokenOffAndNothingOfTheCallLeaves(string name)
    {
        var wire = WireOf(name);
        const string piece = "0123456789abcdef";
        var events = wire.Events([ScriptPart.Call("{\"to\":\"", string.Concat(Enumerable.Repeat(piece, 64)), "\"}")]);
        var delta = events.Single(text => text.Contains(piece + piece, StringComparison.Ordinal) && (name != "responses" || text.Contains("arguments.delta", StringComparison.Ordinal)));
        var before = events.TakeWhile(text => text != delta).ToArray();
        var answer = FakeAnswer.Raw("text/event-stream", [.. before.Select(Encoding.UTF8.GetBytes)]).Repeat(delta, Endless);
        await using var provider = await FakeProvider.StartAsync(answer);
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, kind: wire.Kind);

        var received = await gateway.SendAsync(wire.Path, wire.Request("hi", isStream: true));
        await answer.Abandoned.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);

        Assert.True(wire.IsBroken(received), received);
        Assert.False(wire.IsFinished(received));
        Assert.DoesNotContain(piece, received, StringComparison.Ordinal);
        Assert.Contains("\"outcome\":\"upstream_failed\"", await EntryAsync(gateway), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Answer_WithoutEnd_IsRefusedAsTooLarge(string name)
    {
        var wire = WireOf(name);
        var answer = FakeAnswer.Raw("application/json", "{\"x\":\""u8.ToArray()).Repeat(new string('x', 10_000), Endless);
        await using var provider = await FakeProvider.StartAsync(answer);
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, kind: wire.Kind);

        using var response = await gateway.PostAsync(wire.Path, wire.Request("hi", isStream: false));
        await answer.Abandoned.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);

        Assert.Equal(502, (int)response.StatusCode);
        Assert.Contains("upstream_oversized", await EntryAsync(gateway), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Answer_NestedTenThousandDeep_IsUnreadable(string name)
    {
        var wire = WireOf(name);
        var nest = new string('[', 10_000) + new string(']', 10_000);
        await using var provider = await FakeProvider.StartAsync(
            FakeAnswer.Json(wire.Answer([ScriptPart.Text("ok")])[..^1] + $",\"x\":{nest}}}"),
            FakeAnswer.Raw("text/event-stream", Encoding.UTF8.GetBytes($"data: {nest}\n\n")));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, kind: wire.Kind);

        using var plain = await gateway.PostAsync(wire.Path, wire.Request("hi", isStream: false));
        var stream = await gateway.SendAsync(wire.Path, wire.Request("hi", isStream: true));

        Assert.Equal(502, (int)plain.StatusCode);
        Assert.True(wire.IsBroken(stream), stream);
    }

    [Fact]
    public async Task Embeddings_ThatStream_AreUnreadable()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Events("{}", "[DONE]"));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, key: new KeyDraft { Scopes = Scopes.Embed });

        using var response = await gateway.PostAsync("/v1/embeddings", """{"model":"m","input":"hi"}""");

        Assert.Equal(502, (int)response.StatusCode);
        Assert.Contains("upstream_unreadable", await EntryAsync(gateway), StringComparison.Ordinal);
    }

    private static Wire WireOf(string name) => Wire.All.Single(wire => wire.Name == name);

    private static async Task<string> EntryAsync(GuardedGateway gateway) => Encoding.UTF8.GetString(Assert.Single(await gateway.EntriesAsync()).Body);
}
