using Xunit;

namespace Sallyport.Documents.Tests.Plain;

public sealed class CsvPassagesTests
{
    [Fact]
    public void Read_Rows_CarryTheirHeaders() =>
        Assert.Equal(
            ["name, city, note", "name: Jane\ncity: Oslo", "name: Jo \"J\" Doe\nnote: two\nlines, one value", "name: x\ncolumn 4: more"],
            Parsed.Csv("name,city,note\nJane,Oslo,\n\"Jo \"\"J\"\" Doe\",,\"two\nlines, one value\"\nx,,,more\n\n").Visible);

    [Theory]
    [InlineData("a;b\n1,5;2")]
    [InlineData("a\tb\n1,5\t2")]
    [InlineData("a|b\n1,5|2")]
    public void Read_OtherDelimiters_AreTold(string csv) => Assert.Equal(["a, b", "a: 1,5\nb: 2"], Parsed.Csv(csv).Visible);

    [Fact]
    public void Read_TextAfterAQuote_IsKept() => Assert.Equal(["a, b", "a: 1x\nb: 2"], Parsed.Csv("a,b\n\"1\"x,2").Visible);

    [Theory]
    [InlineData("a,b\n\"open,2\n3,4")]
    [InlineData("\"")]
    public void Read_OpenQuote_IsRefused(string csv) => Assert.Equal("NotCsv", Parsed.FaultOf(() => Parsed.Csv(csv)));

    [Fact]
    public void Read_TooManyColumns_IsRefused() => Assert.Equal("NotCsv", Parsed.FaultOf(static () => Parsed.Csv(new string(',', 3_000))));

    [Fact]
    public void Read_LongHeadersInManyRows_StaysBounded() =>
        Assert.Equal("TooMuchText", Parsed.FaultOf(static () => Parsed.Csv(new string('h', 1_000_000) + ",b\n" + string.Concat(Enumerable.Repeat("1,2\n", 400_000)))));
}
