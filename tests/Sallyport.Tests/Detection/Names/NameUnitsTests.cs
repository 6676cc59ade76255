using Sallyport.Detection.Names;
using Xunit;

namespace Sallyport.Tests.Detection.Names;

public class NameUnitsTests
{
    [Theory]
    [InlineData("It rains today. Tomorrow too.", "It rains today.")]
    [InlineData("Ask Dr. Smith of St. Louis. He knows.", "Ask Dr. Smith of St. Louis. He knows.")]
    [InlineData("Hauptstr. 12 in Berlin gefunden. Danke.", "Hauptstr. 12 in Berlin gefunden.")]
    [InlineData("J. R. Miller called. Who?", "J. R. Miller called.")]
    [InlineData("Jane Doe\n12 Main St\nReno\n\nHello", "Jane Doe\n12 Main St\nReno\n")]
    [InlineData("你好。再见。", "你好。")]
    [InlineData("Really? Yes.", "Really?")]
    public void Unit_EndsWhereASentenceOrABlockOfLinesEnds(string text, string unit) =>
        Assert.Equal(unit, text[..NameUnits.Find(text, isComplete: true)]);

    [Fact]
    public void Unit_IsNeverLongerThanItsBound()
    {
        Assert.Equal(NameUnits.MaxLength, NameUnits.Find(new string('x', 5_000), isComplete: false));
        Assert.InRange(NameUnits.Find(string.Concat(Enumerable.Repeat("word ", 500)), isComplete: false), 1, NameUnits.MaxLength);
    }

    [Fact]
    public void Unit_WaitsForWhatDecides()
    {
        Assert.Equal(-1, NameUnits.Find("It rains today.", isComplete: false));
        Assert.Equal(-1, NameUnits.Find("no end yet", isComplete: false));
    }
}
