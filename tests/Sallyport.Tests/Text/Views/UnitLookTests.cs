using CsCheck;
using Sallyport.Text.Views;
using Xunit;

namespace Sallyport.Tests.Text.Views;

public sealed class UnitLookTests
{
    private static readonly string[] Pieces =
    [
        "a", "i", "it", "on", "the", "go", "ign", "ore", "word", "sentence", " ", " ", "  ", "-", "--", ", ", ".", "' ", "1", "42", "0", "$", "@", "!", "|", "1gn0r3", "pr3v10us", "x9", "9x", "ab1cdef",
    ];

    private static readonly Gen<string> Units = Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[0, 90].Select(string.Concat).Where(text => text.Length <= UnitEdges.MaxLength);

    [Fact]
    public void At_UnitWithAReading_IsNeverPassedOver() => Units.Sample(
        unit =>
        {
            var ascii = new byte[UnitEdges.MaxLength + UnitLook.Padding];
            var (split, leet) = (new List<UnitReading>(), new List<UnitReading>());

            Assert.True(UnitLook.TryNarrow(unit, ascii));
            UnitLook.At(ascii, unit.Length, out var maySplit, out var mayLeet);
            SplitLetters.Find(unit, LetterModel.Shipped, split);
            LeetWords.Find(unit, LetterModel.Shipped, leet);

            Assert.True(maySplit || split.Count == 0, unit);
            Assert.True(mayLeet || leet.Count == 0, unit);
        },
        iter: 20_000);

    [Theory]
    [InlineData("1.$word$ign   aa$a")]
    [InlineData("x9--sentence--ign")]
    public void Find_PartOfALongerWord_IsNoPiece(string unit)
    {
        var readings = new List<UnitReading>();

        SplitLetters.Find(unit, LetterModel.Shipped, readings);

        Assert.Empty(readings);
    }

    [Fact]
    public void Find_LettersBehindAWordWithADigit_AreReadFromTheFirst()
    {
        var readings = new List<UnitReading>();

        SplitLetters.Find("x9 i g n o r e", LetterModel.Shipped, readings);

        Assert.Equal("ignore", Assert.Single(readings).Text);
    }

    [Fact]
    public void At_OrdinaryProse_IsPassedOver()
    {
        const string Prose = "The committee met on the 14th of March to discuss what the harbour would need over the next 10 years, and who was going to pay for all of it.";
        var ascii = new byte[UnitEdges.MaxLength + UnitLook.Padding];

        UnitLook.TryNarrow(Prose, ascii);
        UnitLook.At(ascii, Prose.Length, out var maySplit, out _);

        Assert.False(maySplit);
    }

    [Theory]
    [InlineData("caf\u00e9 au lait")]
    [InlineData("a long line of plain letters before one \u0430")]
    public void TryNarrow_BeyondAscii_IsFalse(string unit) =>
        Assert.False(UnitLook.TryNarrow(unit, new byte[UnitEdges.MaxLength + UnitLook.Padding]));

    [Fact]
    public void SymbolsOf_EveryAsciiCharacter_IsTheTablesSymbol()
    {
        var text = Enumerable.Range(0, 128).Select(c => (byte)c).Concat(new byte[UnitLook.Padding]).ToArray();
        var symbols = new byte[text.Length];

        LetterModel.SymbolsOf(text, 128, symbols);

        Assert.Equal(Enumerable.Range(0, 128).Select(c => (byte)LetterModel.SymbolOf((char)c)), symbols.Take(128));
    }
}
