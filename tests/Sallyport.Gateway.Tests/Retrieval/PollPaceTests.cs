using Sallyport.Gateway.Retrieval;
using Xunit;

namespace Sallyport.Gateway.Tests.Retrieval;

public sealed class PollPaceTests
{
    [Theory]
    [InlineData(-50, 200)]
    [InlineData(0, 200)]
    [InlineData(1_000, 500)]
    [InlineData(4_000, 2_000)]
    [InlineData(3_600_000, 5_000)]
    public void After_WhatHasTakenSoLong_IsHalfOfItWithinBounds(int taken, int expected) =>
        Assert.Equal(TimeSpan.FromMilliseconds(expected), PollPace.After(TimeSpan.FromMilliseconds(taken)));
}
