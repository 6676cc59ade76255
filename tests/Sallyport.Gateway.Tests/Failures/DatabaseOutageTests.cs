using System.Data.Common;
using Sallyport.Gateway.Failures;
using Xunit;

namespace Sallyport.Gateway.Tests.Failures;

public sealed class DatabaseOutageTests
{
    [Theory]
    [InlineData("57P01")]
    [InlineData("57P03")]
    [InlineData("08006")]
    [InlineData("53300")]
    [InlineData("58030")]
    [InlineData("40001")]
    [InlineData("28P01")]
    [InlineData("25006")]
    public void Postgres_AwayOrOutOfRoom_IsAnOutage(string state) => Assert.True(DatabaseOutage.IsMet(new Failed(state)));

    [Theory]
    [InlineData("42601")]
    [InlineData("42501")]
    [InlineData("23505")]
    [InlineData("22P02")]
    [InlineData("25P02")]
    [InlineData("XX000")]
    public void Postgres_RefusingWhatWeSent_IsABug(string state) => Assert.False(DatabaseOutage.IsMet(new Failed(state)));

    [Theory]
    [InlineData(13, true)]
    [InlineData(10, true)]
    [InlineData(5, true)]
    [InlineData(1, false)]
    [InlineData(11, false)]
    [InlineData(19, false)]
    public void Sqlite_ThatCannotWriteOrRead_IsAnOutageAndOtherwiseABug(int code, bool isOutage) => Assert.Equal(isOutage, DatabaseOutage.IsMet(new Failed(code: code)));

    [Fact]
    public void Connection_ThatWasLost_IsAnOutage()
    {
        Assert.True(DatabaseOutage.IsMet(new Failed(cause: new EndOfStreamException())));
        Assert.True(DatabaseOutage.IsMet(new Failed(cause: new Failed("57P01"))));
        Assert.True(DatabaseOutage.IsMet(new TimeoutException()));
    }

    [Fact]
    public void Bug_OfOurs_IsNone()
    {
        Assert.False(DatabaseOutage.IsMet(new Failed(cause: new InvalidCastException())));
        Assert.False(DatabaseOutage.IsMet(new InvalidOperationException("a bug", new EndOfStreamException())));
        Assert.False(DatabaseOutage.IsMet(new IOException()));
    }

    // As a driver's: without a code of SQLite's, its own is that of any failure.
    private sealed class Failed(string? state = null, int code = unchecked((int)0x80004005), Exception? cause = null) : DbException("failed", cause)
    {
        public override string? SqlState => state;

        public override int ErrorCode => code;
    }
}
