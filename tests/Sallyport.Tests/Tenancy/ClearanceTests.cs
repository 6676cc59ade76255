using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Tests.Tenancy;

public sealed class ClearanceTests
{
    [Theory]
    [InlineData("", "", true)]
    [InlineData("", "legal", false)]
    [InlineData("legal", "", true)]
    [InlineData("legal", "legal", true)]
    [InlineData("legal", "legal board", false)]
    [InlineData("board legal", "legal board", true)]
    [InlineData("Legal", "legal", false)]
    [InlineData("ask", "ask", false)]
    [InlineData("Ask", "Ask", false)]
    [InlineData("ask legal", "legal ask", false)]
    [InlineData("ask legal", "legal", true)]
    public void Covers_OnlyWhatIsClearedForAllLabels(string clearances, string labels, bool expected) =>
        Assert.Equal(expected, Clearance.Covers(Split(clearances), Split(labels)));

    private static string[] Split(string names) => names.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
