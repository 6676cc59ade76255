using System.Net;
using System.Text;
using Sallyport.TestKit.Providers;
using Xunit;
using static Sallyport.Gateway.Tests.RemoteGuards.RemoteTrial;

namespace Sallyport.Gateway.Tests.RemoteGuards;

public sealed class RemoteGuardAnswerTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Answer_ThatARemoteGuardFinds_NeverLeaves(bool streams)
    {
        await using var remote = await FakeProvider.StartAsync(Verdict("unsafe"));
        await using var provider = await FakeProvider.StartAsync(streams ? Stream("Something ", "dreadful.") : Answer("Something dreadful."));
        await using var gateway = await StartAsync(provider, remote.Address, on: "output");

        var answer = await gateway.ChatAsync(Chat(Question, streams));
        var entry = Entry(await gateway.EntriesAsync());

        Assert.DoesNotContain("Something", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("dreadful", answer, StringComparison.Ordinal);
        Assert.Contains("\"outcome\":\"answer_blocked\"", entry, StringComparison.Ordinal);
        Assert.Contains("\"blocked_by\":\"remote\"", entry, StringComparison.Ordinal);
        Assert.Contains("Something dreadful.", Encoding.UTF8.GetString(Assert.Single(remote.Requests).Body), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Answer_ThatARemoteGuardPasses_LeavesByteForByte(bool streams)
    {
        await using var remote = await FakeProvider.StartAsync(Verdict("safe"));
        await using var provider = await FakeProvider.StartAsync(streams ? Stream("Line ", "five.") : Answer("Line five."));
        await using var plain = await GuardedGateway.StartAsync(provider.Address, "version: 1\nname: none\n");
        await using var gateway = await StartAsync(provider, remote.Address, on: "output");

        Assert.Equal(await plain.ChatAsync(Chat(Question, streams)), await gateway.ChatAsync(Chat(Question, streams)));
    }

    // While a plain answer is read, its bytes as they came are held beside those that may leave.
    [Theory]
    [InlineData(false, 420_000)]
    [InlineData(true, 250_000)]
    public async Task Answer_ThatWaitsForItsVerdict_KeepsItsShareOfTheBodyBudget(bool streams, int budget)
    {
        var (asked, judged) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var remote = await FakeProvider.StartAsync(_ =>
        {
            asked.TrySetResult();
            return new FakeAnswer().WaitFor(judged.Task).Send(VerdictBody("safe"));
        });
        var text = new string('x', 150_000);
        await using var provider = await FakeProvider.StartAsync(streams ? Stream(text) : Answer(text));
        await using var gateway = await StartAsync(
            provider, remote.Address, on: "output", options: new() { MaxBodyBytes = 100_000, MaxBodyBytesInFlight = budget });

        var waiting = gateway.ChatAsync(Chat(Question, streams));
        await asked.Task;
        using var refused = await gateway.PostAsync("/v1/chat/completions", Chat(Question, streams));
        judged.SetResult();
        var answered = await waiting;
        using var after = await gateway.PostAsync("/v1/chat/completions", Chat(Question, streams));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Contains(text, answered, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
    }

    [Fact]
    public async Task Stream_ThatIsOnlyObserved_FlowsAndIsRecorded()
    {
        var judged = new TaskCompletionSource();
        await using var remote = await FakeProvider.StartAsync(_ => new FakeAnswer().WaitFor(judged.Task).Send(VerdictBody("unsafe")));
        await using var provider = await FakeProvider.StartAsync(Stream("Line ", "five."));
        await using var gateway = await StartAsync(provider, remote.Address, on: "output", timeout: 30_000, guard: "mode: observe");

        var answer = await gateway.ChatAsync(Chat(Question, streams: true));
        judged.SetResult();
        var entry = Entry(await gateway.EntriesAsync());

        Assert.Contains("five", answer, StringComparison.Ordinal);
        Assert.Contains("\"outcome\":\"completed\"", entry, StringComparison.Ordinal);
        Assert.Contains("\"enforced\":false,\"guard\":\"remote\",\"kind\":\"injection.remote\"", entry, StringComparison.Ordinal);
    }
}
