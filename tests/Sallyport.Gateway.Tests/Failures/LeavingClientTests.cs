using System.Text;
using Sallyport.Gateway.Tests.Wires;
using Sallyport.TestKit.Providers;
using Xunit;

namespace Sallyport.Gateway.Tests.Failures;

/// <summary>Clients that leave: the upstream is cancelled at once, and the ledger says who left.</summary>
public sealed class LeavingClientTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Routes { get; } = new(Wire.All.Select(static wire => wire.Name));

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Client_LeavesInTheMiddleOfAStream_CancelsTheUpstream(string name)
    {
        var wire = Wire.All.Single(wire => wire.Name == name);
        var events = wire.Events([ScriptPart.Text("It was a dark and stormy night. ", "The end.")]);
        var answer = FakeAnswer.Raw("text/event-stream", [.. events.Take(events.Count - 3).Select(Encoding.UTF8.GetBytes)]).Stall();
        await using var provider = await FakeProvider.StartAsync(answer);
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, kind: wire.Kind);
        using var request = new HttpRequestMessage(HttpMethod.Post, wire.Path) { Content = new StringContent(wire.Request("hi", isStream: true), Encoding.UTF8, "application/json") };

        using (var response = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel))
        {
            await using var body = await response.Content.ReadAsStreamAsync(Cancel);
            Assert.True(await body.ReadAsync(new byte[64], Cancel) > 0);
        }

        await answer.Abandoned.Task.WaitAsync(Patience, Cancel);
        await AssertGoneAsync(gateway);
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Client_LeavesBeforeTheAnswer_CancelsTheUpstream(string name)
    {
        var wire = Wire.All.Single(wire => wire.Name == name);
        var answer = new FakeAnswer().Silence();
        await using var provider = await FakeProvider.StartAsync(answer);
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, kind: wire.Kind);
        using var leave = new CancellationTokenSource();

        var call = gateway.Client.PostAsync(wire.Path, new StringContent(wire.Request("hi", isStream: false), Encoding.UTF8, "application/json"), leave.Token);
        while (provider.Requests.Count == 0)
        {
            await Task.Yield();
        }

        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        await answer.Abandoned.Task.WaitAsync(Patience, Cancel);
        await AssertGoneAsync(gateway);
    }

    private static async Task AssertGoneAsync(GuardedGateway gateway) =>
        Assert.Contains("\"outcome\":\"client_gone\"", Encoding.UTF8.GetString(Assert.Single(await gateway.EntriesAsync()).Body), StringComparison.Ordinal);
}
