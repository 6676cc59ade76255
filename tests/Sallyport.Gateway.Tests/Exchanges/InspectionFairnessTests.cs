using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Sallyport.Pipeline;
using Sallyport.Tenancy;
using Sallyport.TestKit.Providers;
using Xunit;

namespace Sallyport.Gateway.Tests.Exchanges;

public sealed class InspectionFairnessTests
{
    private const string Path = "/v1/chat/completions";
    private const string Answer = """{"id":"c1","object":"chat.completion","model":"gpt-x","choices":[{"index":0,"message":{"role":"assistant","content":"ok"},"finish_reason":"stop"}]}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task QuietTenant_WhileAnotherFloods_IsAnsweredFirst()
    {
        var turns = new InspectionTurns(1, TimeProvider.System);
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(Answer));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, turns: turns);
        var (_, issued) = await TestInstallation.CreateTenantAsync();
        using var quiet = new HttpClient { BaseAddress = gateway.Address };
        quiet.DefaultRequestHeaders.Authorization = new("Bearer", issued.Secret);

        // The flooding tenant is at work, as an inspection of any length is: piece by piece.
        var working = await turns.EnterAsync(gateway.Tenant, Token);
        var flood = Enumerable.Range(0, 6).Select(_ => gateway.PostAsync(Path, Request(4 << 20))).ToArray();
        await UntilAsync(() => turns.Waiting == flood.Length);
        using var small = await quiet.PostAsync(Path, Content(1 << 10), Token);
        var large = quiet.PostAsync(Path, Content(256 << 10), Token);
        while (!large.IsCompleted)
        {
            await working.NextAsync(Token);
        }

        Assert.Equal(HttpStatusCode.OK, small.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await large).StatusCode);
        Assert.All(flood, waiting => Assert.False(waiting.IsCompleted));
        working.Dispose();
        foreach (var answer in await Task.WhenAll(flood))
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            answer.Dispose();
        }
    }

    [Fact]
    public async Task Request_NotInspectedInTime_IsRefusedAndNothingOfItLeaves()
    {
        var time = new FakeTimeProvider();
        var turns = new InspectionTurns(1, time);
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(Answer));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, turns: turns);
        using var working = await turns.EnterAsync(TenantId.New(), Token);

        var late = gateway.PostAsync(Path, Request(256 << 10));
        while (!late.IsCompleted)
        {
            time.Advance(InspectionTurns.LongestTime);
            await Task.Yield();
        }

        using var response = await late;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Contains("inspection_overdue", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Empty(provider.Requests);
        Assert.Contains("inspection_overdue", Encoding.UTF8.GetString((await gateway.EntriesAsync())[0].Body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_LeavesBeforeItsRequestIsInspected_IsRecordedAndNothingOfItLeaves()
    {
        var turns = new InspectionTurns(1, TimeProvider.System);
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(Answer));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, turns: turns);
        using var leaving = new CancellationTokenSource();
        using var working = await turns.EnterAsync(TenantId.New(), Token);
        var request = gateway.Client.PostAsync(Path, Content(1 << 20), leaving.Token);
        await UntilAsync(() => turns.Waiting == 1);

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);

        Assert.Contains("client_gone", Encoding.UTF8.GetString((await gateway.EntriesAsync())[0].Body), StringComparison.Ordinal);
        Assert.Empty(provider.Requests);
        Assert.Equal(0, turns.Waiting);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Yield();
        }
    }

    private static StringContent Content(int length) => new(Request(length), Encoding.UTF8, "application/json");

    private static string Request(int length) =>
        $$"""{"model":"gpt-x","messages":[{"role":"user","content":"{{string.Concat(Enumerable.Repeat("some words ", length / 11))}}"}]}""";
}
