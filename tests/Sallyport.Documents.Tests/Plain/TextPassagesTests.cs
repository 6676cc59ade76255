using CsCheck;
using Xunit;

namespace Sallyport.Documents.Tests.Plain;

public sealed class TextPassagesTests
{
    [Fact]
    public void Read_Paragraphs_AreParted() =>
        Assert.Equal(["One\nline two", "Two", "Three"], Parsed.Text("\n\nOne\nline two\n\n \t\nTwo\n\n\n\nThree").Visible);

    [Fact]
    public void Read_AnyText_LosesNothingButWhiteSpace() =>
        Gen.String.Array[0, 20].Select(static parts => string.Join('\n', parts)).Sample(static text =>
        {
            var well = new string([.. text.EnumerateRunes().SelectMany(static rune => rune.Value == 0 ? "\uFFFD" : rune.ToString())]);

            Assert.Equal(Ink(well), Ink(Parsed.Text(text).VisibleText));
        });

    [Fact]
    public void Read_LongText_IsCutAtSpaces()
    {
        var parsed = Parsed.Text(string.Concat(Enumerable.Repeat("word ", 50_000)));

        Assert.Equal(4, parsed.Passages.Count);
        Assert.All(parsed.Visible, static text => Assert.True(text.StartsWith("word ", StringComparison.Ordinal) && text.EndsWith(" word", StringComparison.Ordinal) && text.Length <= DocumentLimits.PassageLength));
    }

    [Fact]
    public void Read_TooManyPassages_IsRefused() =>
        Assert.Equal("TooMuchText", Parsed.FaultOf(static () => Parsed.Text(string.Concat(Enumerable.Repeat("x\n\n", DocumentLimits.Passages + 1)))));

    private static string Ink(string text) => string.Concat(text.Where(static c => !char.IsWhiteSpace(c)));
}
