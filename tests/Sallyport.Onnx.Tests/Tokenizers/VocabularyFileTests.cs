using System.Text;
using Sallyport.Onnx.Tokenizers;
using Xunit;

namespace Sallyport.Onnx.Tests.Tokenizers;

public sealed class VocabularyFileTests
{
    [Fact]
    public void Lines_AreThePiecesInOrder()
    {
        var file = Read("[UNK]\r\nthe\n##s\n", "vocab.txt");

        Assert.Equal(["[UNK]", "the", "##s"], file.Pieces.Select(static piece => piece.Text));
    }

    [Fact]
    public void Pairs_HaveScores_AndNullIsZero()
    {
        var file = Read("""[["a", -1.5], [":", null]]""");

        Assert.Equal([new VocabularyPiece("a", -1.5f), new(":", 0)], file.Pieces);
    }

    [Fact]
    public void TokenizerJson_OfEitherKind_IsRead()
    {
        var unigram = Read("""{"added_tokens": [{"id": 0, "content": "<s>", "special": true}, {"id": 1, "content": "a", "special": false}], "model": {"type": "Unigram", "vocab": [["<s>", 0], ["a", -2]]}}""");
        var wordPiece = Read("""{"model": {"type": "WordPiece", "vocab": {"b": 1, "[UNK]": 0}}}""");

        Assert.Equal(["<s>"], unigram.Special);
        Assert.Equal(2, unigram.Pieces.Count);
        Assert.Equal(["[UNK]", "b"], wordPiece.Pieces.Select(static piece => piece.Text));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("[[1, 2]]")]
    [InlineData("[[]]")]
    [InlineData("[[\"a\", \"b\"]]")]
    [InlineData("{\"model\": {}}")]
    [InlineData("{\"model\": {\"vocab\": {\"a\": 0, \"b\": 0}}}")]
    [InlineData("{\"model\": {\"vocab\": {\"a\": -1}}}")]
    [InlineData("{\"model\": {\"vocab\": {\"a\": 7}}}")]
    [InlineData("{\"model\": {\"vocab\": \"a\"}}")]
    [InlineData("[[\"a\", 1e400]]")]
    public void File_OfNoKnownForm_IsRefusedByName(string content)
    {
        var refusal = Assert.Throws<InvalidDataException>(() => Read(content));

        Assert.Contains("'tokenizer.json'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Piece_ThatIsTooLong_IsRefused() => Assert.Contains("257", Assert.Throws<InvalidDataException>(() => Read(new string('a', 257), "vocab.txt")).Message, StringComparison.Ordinal);

    private static VocabularyFile Read(string content, string name = "tokenizer.json") => VocabularyFile.Read(Encoding.UTF8.GetBytes(content), name);
}
