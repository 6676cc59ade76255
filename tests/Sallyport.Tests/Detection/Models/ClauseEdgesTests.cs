using CsCheck;
using Sallyport.Detection.Models;
using Sallyport.Text.Views;
using Xunit;

namespace Sallyport.Tests.Detection.Models;

public sealed class ClauseEdgesTests
{
    [Theory]
    [InlineData("The tram leaves at ten o'clock,| and we shall meet at the harbour then")]
    [InlineData("The tram leaves at ten o'clock;| and we shall meet at the harbour:| if the weather is fine at all")]
    [InlineData("The tram leaves at ten o'clock |(which nobody had told the two of us) ")]
    [InlineData("The tram leaves at ten o'clock \u201cand we shall meet at the harbour\u201d,| or so she said to everybody")]
    [InlineData("电车在十点钟离开港口然后我们将在那里见面如果天气好的话我们就去，|否则我们就留在家里看电影直到晚上十点钟然后我们去睡觉吧好吗")]
    [InlineData("In 1,204,500 of 4,000,000 cases nobody came at all to see the harbour")]
    [InlineData("Yes, no, perhaps, later,| never, today, once more,| again, and so on, as people always say")]
    [InlineData("The tram leaves at ten o'clock,|and we shall meet at the harbour,|\tor so she said to everybody")]
    [InlineData("The tram leaves at ten o'clock -| and we shall meet at the harbour /| or at the well-known house")]
    [InlineData("The tram leaves at ten o'clock\u2014|and we shall meet at the harbour \u2013| or at the well-known house")]
    [InlineData("It says: nothing of any length")]
    public void Clauses_EndAtMarks_AndHaveSomeLength(string marked)
    {
        var clauses = Clauses(marked.Replace("|", "", StringComparison.Ordinal));

        Assert.Equal(marked.Split('|'), clauses);
    }

    [Fact]
    public void Clauses_AreTheUnit_AndNotMoreThanThereIsRoomFor() =>
        Gen.OneOf([.. new[] { ", ", "; ", "(", " \"", "word", " ", "，", "long words come here", ":" }.Select(Gen.Const)]).Array[0, 200].Select(string.Concat).Sample(text =>
        {
            var unit = text[..Math.Min(text.Length, UnitEdges.MaxLength)];
            var clauses = Clauses(unit);

            Assert.Equal(unit, string.Concat(clauses));
            Assert.True(clauses.Count <= ClauseEdges.MostClauses, $"{clauses.Count} clauses");
        });

    private static List<string> Clauses(string unit)
    {
        var clauses = new List<string>();
        for (var at = 0; at < unit.Length; at += clauses[^1].Length)
        {
            clauses.Add(unit.Substring(at, ClauseEdges.Find(unit.AsSpan(at))));
        }

        return clauses;
    }
}
