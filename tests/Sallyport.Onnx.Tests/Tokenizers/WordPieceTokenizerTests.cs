using System.Diagnostics;
using Sallyport.Onnx.Tokenizers;
using Xunit;

namespace Sallyport.Onnx.Tests.Tokenizers;

public sealed class WordPieceTokenizerTests
{
    private static readonly string[] Pieces =
        ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "un", "##aff", "##able", "the", "cafe", "!", ".", "\u6E2F", "\u53E3", "ab", "##ab", "[", "]", "cls", "Cafe", "\u0301"];

    private static readonly WordPieceTokenizer Lower = Make(lowercase: true);
    private static readonly WordPieceTokenizer Cased = Make(lowercase: false);

    [Theory]
    [InlineData("unaffable", "un ##aff ##able")]
    [InlineData("The  UNAFFABLE\tCaf\u00E9!", "the un ##aff ##able cafe !")]
    [InlineData("\u6E2F\u53E3", "\u6E2F \u53E3")]
    [InlineData("unknown the", "[UNK] the")]
    [InlineData("the.the", "the . the")]
    [InlineData("the\u200D\u0000\uD800the", "[UNK]")]
    [InlineData("[CLS]", "[ cls ]")]
    [InlineData("", "")]
    public void Text_IsCut_IntoTheLongestPieces(string text, string expected) => Assert.Equal(expected, Spell(Lower.Read(text)));

    [Fact]
    public void CasedModel_KeepsCaseAndAccents() => Assert.Equal("Cafe", Spell(Cased.Read("Cafe")));

    [Fact]
    public void Word_OfAnyLength_IsReadToItsEnd()
    {
        var ids = Lower.Read(string.Concat(Enumerable.Repeat("ab", 5_000)));

        Assert.Equal(5_000, ids.Count);
        Assert.DoesNotContain(1, ids);
    }

    [Fact]
    public void AnyText_GivesPiecesOfTheVocabulary() => CsCheck.Check.Sample(HostileText.Any, text => Lower.Read(text).TrueForAll(static id => id >= 0 && id < Pieces.Length));

    [Fact]
    public void LongText_OfAnyKind_TakesLinearTime()
    {
        foreach (var (name, text) in HostileText.Long())
        {
            var start = Stopwatch.GetTimestamp();

            Lower.Read(text);

            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10), $"{name} took {Stopwatch.GetElapsedTime(start)}");
        }
    }

    private static WordPieceTokenizer Make(bool lowercase) => new([.. Pieces.Select(static piece => new VocabularyPiece(piece, 0))], 1, new HashSet<int> { 0, 2, 3 }, lowercase);

    private static string Spell(List<int> ids) => string.Join(' ', ids.Select(static id => Pieces[id]));
}
