using Microsoft.Extensions.Time.Testing;
using Sallyport.Pipeline;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Tests.Pipeline;

public sealed class InspectionTurnsTests
{
    private static readonly TenantId s_loud = TenantId.New();
    private static readonly TenantId s_quiet = TenantId.New();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Next_AnotherTenantWaitsBehindManyOfOnes_ComesFirst()
    {
        var turns = new InspectionTurns(1, TimeProvider.System);
        var working = await turns.EnterAsync(s_loud, Token);
        var flood = Enumerable.Range(0, 20).Select(_ => turns.EnterAsync(s_loud, Token).AsTask()).ToArray();
        var quiet = turns.EnterAsync(s_quiet, Token).AsTask();

        var back = working.NextAsync(Token).AsTask();
        var entered = await quiet;

        Assert.All(flood, waiting => Assert.False(waiting.IsCompleted));
        Assert.False(back.IsCompleted);
        entered.Dispose();
        await back;
        Assert.All(flood, waiting => Assert.False(waiting.IsCompleted));
        working.Dispose();
        foreach (var waiting in flood)
        {
            (await waiting).Dispose();
        }
    }

    [Fact]
    public async Task Next_OnlyTheSameTenantWaits_GoesOn()
    {
        var turns = new InspectionTurns(1, TimeProvider.System);
        using var working = await turns.EnterAsync(s_loud, Token);
        var waiting = turns.EnterAsync(s_loud, Token).AsTask();

        await working.NextAsync(Token);

        Assert.False(waiting.IsCompleted);
    }

    [Fact]
    public async Task Next_ATenantWithAsManyAtWorkWaits_GoesOn()
    {
        var turns = new InspectionTurns(2, TimeProvider.System);
        using var loud = await turns.EnterAsync(s_loud, Token);
        using var quiet = await turns.EnterAsync(s_quiet, Token);
        var waiting = turns.EnterAsync(s_loud, Token).AsTask();

        await quiet.NextAsync(Token);

        Assert.False(waiting.IsCompleted);
    }

    [Fact]
    public async Task Enter_NoPlaceInTime_IsOverdueAndLeavesNoTrace()
    {
        var time = new FakeTimeProvider();
        var turns = new InspectionTurns(1, time);
        var working = await turns.EnterAsync(s_loud, Token);
        var late = turns.EnterAsync(s_quiet, Token).AsTask();

        time.Advance(InspectionTurns.LongestTime);
        await Assert.ThrowsAsync<InspectionOverdueException>(() => late);

        working.Dispose();
        using var next = await turns.EnterAsync(s_quiet, Token);
    }

    [Fact]
    public async Task Next_WorkTakesTooLong_IsOverdue()
    {
        var time = new FakeTimeProvider();
        var turns = new InspectionTurns(1, time);
        using var working = await turns.EnterAsync(s_loud, Token);

        time.Advance(InspectionTurns.LongestTime + TimeSpan.FromSeconds(1));

        await Assert.ThrowsAsync<InspectionOverdueException>(() => working.NextAsync(Token).AsTask());
    }

    [Fact]
    public async Task Enter_CallerLeaves_GivesItsPlaceToTheNext()
    {
        var turns = new InspectionTurns(1, TimeProvider.System);
        var working = await turns.EnterAsync(s_loud, Token);
        using var leaving = new CancellationTokenSource();
        var gone = turns.EnterAsync(s_quiet, leaving.Token).AsTask();
        var next = turns.EnterAsync(s_quiet, Token).AsTask();

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        working.Dispose();

        (await next).Dispose();
    }

    [Fact]
    public async Task Turns_ManyAtOnce_NeverMoreThanThePlaces()
    {
        var turns = new InspectionTurns(3, TimeProvider.System);
        var tenants = Enumerable.Range(0, 5).Select(_ => TenantId.New()).ToArray();
        var inside = 0;
        var most = 0;

        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(async () =>
        {
            using var turn = await turns.EnterAsync(tenants[i % tenants.Length], Token);
            for (var piece = 0; piece < 20; piece++)
            {
                var now = Interlocked.Increment(ref inside);
                InterlockedMax(ref most, now);
                Interlocked.Decrement(ref inside);
                await turn.NextAsync(Token);
            }
        })));

        Assert.InRange(most, 1, 3);
        for (var i = 0; i < 3; i++)
        {
            _ = await turns.EnterAsync(s_quiet, Token);
        }
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }
}
