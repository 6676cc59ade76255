using System.Diagnostics;
using CsCheck;
using Sallyport.Onnx.Embedders;
using Sallyport.Onnx.Sessions;
using Sallyport.Onnx.Tokenizers;
using Xunit;

namespace Sallyport.Onnx.Tests.Tokenizers;

public sealed class UnigramTokenizerTests
{
    private static readonly VocabularyFile Vocabulary = VocabularyFile.Read(ShippedModel.Read().Vocabulary, ShippedModel.VocabularyFile);
    private static readonly Tokenizer Shipped = new ModelVocabulary(ShippedModel.Description, Vocabulary).Tokenizer;

    // As the model's own JavaScript tokenizer (@energetic-ai/embeddings 0.2.0) cuts them.
    [Theory]
    [InlineData("hello", 2002, 102)]
    [InlineData("The quick brown fox jumps over the lazy dog.", 34, 2280, 3744, 1394, 152, 2009, 7, 132, 9, 6266, 959, 6)]
    [InlineData("How do I reset my password?", 728, 64, 16, 137, 1383, 69, 5969, 54)]
    [InlineData("unbelievably counterintuitive", 228, 2681, 349, 278, 1642, 3510, 97, 1615, 3562)]
    [InlineData("Hello, world! 1,234 times", 341, 4125, 8, 311, 78, 2218, 288, 4706, 626)]
    [InlineData("Ｆｕｌｌ ｗｉｄｔｈ ﬁne", 6714, 7916, 839)]
    [InlineData("He paid $5.00 at 10:30.", 125, 1678, 3548, 3990, 38, 320, 4177, 6)]
    public void Text_IsCut_AsTheModelWasTrainedOn(string text, params int[] expected) => Assert.Equal(expected, Shipped.Read(text));

    [Theory]
    [InlineData("")]
    [InlineData(" \t\r\n\u00A0\u3000")]
    public void Text_OfWhiteSpace_HasNoPiece(string text) => Assert.Empty(Shipped.Read(text));

    [Fact]
    public void WhiteSpace_HoweverMuch_IsOneSpace() => Assert.Equal(Shipped.Read("reset my password"), Shipped.Read("\n reset\t\t my \u00A0 password  "));

    [Fact]
    public void Characters_InNoPiece_AreOneUnknownPieceARun()
    {
        var unknown = Vocabulary.IdOf("\uFFFD");

        Assert.Equal(1, Shipped.Read("dog \U0001F9FF\U0001F9FF\u1820\uD800 dog").Count(id => id == unknown));
    }

    [Theory]
    [InlineData("<s>")]
    [InlineData("</s>")]
    [InlineData("extra_token_id_1")]
    public void Text_ThatSpellsASpecialPiece_IsCutLikeAnyOther(string special) => Assert.DoesNotContain(Vocabulary.IdOf(special), Shipped.Read($"a {special} b {special}"));

    [Fact]
    public void Text_InStretches_IsCutAsInOne()
    {
        HostileText.AnyOf("password", "a", "unbelievably", ",", "1,234", "\u00E9t\u00E9", "\uFB01ne").Array[1_000, 3_000].Sample(
            words =>
            {
                // Stretches are shorter than this text, and each word by itself is in one.
                var whole = Shipped.Read(string.Join(' ', words));

                return whole.SequenceEqual(words.SelectMany(word => Shipped.Read(word)));
            },
            iter: 20);
    }

    [Fact]
    public void AnyText_GivesPiecesOfTheVocabulary() =>
        HostileText.Any.Sample(text => Shipped.Read(text).TrueForAll(id => id >= 0 && id < Vocabulary.Pieces.Count));

    [Fact]
    public void LongText_OfAnyKind_TakesLinearTime()
    {
        foreach (var (name, text) in HostileText.Long())
        {
            var start = Stopwatch.GetTimestamp();

            Shipped.Read(text);

            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10), $"{name} took {Stopwatch.GetElapsedTime(start)}");
        }
    }

    [Fact]
    public void Pieces_AreTheOnesOfTheHighestScore()
    {
        var pieces = "? \u2581 a b c ab bc abc".Split(' ').Zip([0f, -1, -3, -3, -3, -2, -7, -9], static (text, score) => new VocabularyPiece(text, score)).ToArray();
        var tokenizer = new UnigramTokenizer(pieces, 0, new HashSet<int>());

        // All 64 ways to cut it, by force, against what was found.
        HostileText.AnyOf('a', 'b', 'c').Array[1, 7].Select(static characters => new string(characters)).Sample(text =>
        {
            var found = tokenizer.Read(text).Sum(id => pieces[id].Score);

            return Math.Abs(found - Best("\u2581" + text)) < 1e-3;
        });

        float Best(string text) => text.Length == 0 ? 0 : pieces.Skip(1).Where(piece => text.StartsWith(piece.Text, StringComparison.Ordinal)).Max(piece => piece.Score + Best(text[piece.Text.Length..]));
    }
}
