using CsCheck;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Tests.Tenancy;

public sealed class TokenBudgetTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private static readonly Gen<(int Milliseconds, long Used, bool Asks)[]> Steps =
        Gen.Select(Gen.Frequency((4, Gen.Int[0, 500]), (1, Gen.Int[-2_000, 90_000])), Gen.Long[0, 40], Gen.Bool).Array[0, 300];

    [Fact]
    public void Budget_WhateverIsAskedWhen_GrantsNoMoreThanAMinuteAtOnceAndItsRateFromThenOn() =>
        Gen.Select(Gen.Long[1, 5_000], Steps).Sample((perMinute, steps) =>
        {
            var budget = TokenBudget.Full(perMinute, Start);
            var (now, latest, drawn) = (Start, Start, 0L);
            foreach (var (milliseconds, used, asks) in steps)
            {
                now += TimeSpan.FromMilliseconds(milliseconds);
                latest = now > latest ? now : latest;
                TokenGrant grant;
                (budget, grant) = budget.Take(perMinute, used, asks, now);
                drawn += used + grant.Tokens;

                // What is only known afterwards may go beyond it, but is made good before anything more is granted.
                var most = perMinute * (1 + (latest - Start).TotalMinutes);
                Assert.True(grant.Tokens == 0 || drawn <= most + 1e-6, $"{drawn} of {most}");
                Assert.True(asks || grant.Tokens == 0);
                Assert.InRange(budget.Level, -10 * perMinute * TokenBudget.UnitsPerToken, perMinute * TokenBudget.UnitsPerToken);
            }
        });

    [Fact]
    public void Budget_UsedUp_GrantsAfterTheWaitItTells() =>
        Gen.Select(Gen.Long[1, 1_000_000], Gen.Long[0, 20_000_000]).Sample((perMinute, used) =>
        {
            var (budget, grant) = TokenBudget.Full(perMinute, Start).Take(perMinute, used, asks: true, Start);
            if (grant.Tokens > 0)
            {
                return;
            }

            Assert.True(grant.Wait > TimeSpan.Zero && grant.Wait <= TimeSpan.FromMinutes(11));
            Assert.Equal(0, budget.Take(perMinute, 0, asks: true, Start + grant.Wait - TimeSpan.FromMilliseconds(1)).Grant.Tokens);
            Assert.True(budget.Take(perMinute, 0, asks: true, Start + grant.Wait).Grant.Tokens > 0);
        });

    [Fact]
    public void Budget_ExtremeNumbers_StaysWithinItsBounds() =>
        Gen.Select(Gen.Long, Gen.Long, Gen.Long, Gen.Long[0, 4_102_444_800_000], Gen.Long[0, 4_102_444_800_000]).Sample((level, perMinute, used, filled, now) =>
        {
            var allowance = Math.Clamp(perMinute, 1, TokenBudget.MostPerMinute);
            var (next, grant) = new TokenBudget(level, filled).Take(perMinute, used, asks: true, DateTimeOffset.FromUnixTimeMilliseconds(now));

            Assert.InRange(next.Level, -10 * allowance * TokenBudget.UnitsPerToken, allowance * TokenBudget.UnitsPerToken);
            Assert.InRange(grant.Tokens, 0, Math.Max(1, allowance / 20));
            Assert.True(next.Filled >= Math.Min(filled, now));
        });

    [Fact]
    public void Budget_LeftByANodeWhoseClockWasAYearAhead_RefillsAllTheSame()
    {
        var budget = new TokenBudget(0, Start.AddYears(1).ToUnixTimeMilliseconds());
        (budget, var refused) = budget.Take(100, 0, asks: true, Start);

        Assert.Equal(0, refused.Tokens);
        Assert.True(budget.Take(100, 0, asks: true, Start + refused.Wait).Grant.Tokens > 0);
    }

    [Fact]
    public void Budget_SmallAllowanceAskedOften_StillRefills()
    {
        var budget = TokenBudget.Full(1, Start);
        (budget, var first) = budget.Take(1, 0, asks: true, Start);
        var granted = 0L;
        for (var i = 1; i <= 60_000; i++)
        {
            (budget, var grant) = budget.Take(1, 0, asks: true, Start + TimeSpan.FromMilliseconds(i));
            granted += grant.Tokens;
        }

        Assert.Equal((1, 1), (first.Tokens, granted));
    }
}
