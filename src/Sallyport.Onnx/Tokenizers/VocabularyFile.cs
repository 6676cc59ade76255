using System.Text;
using System.Text.Json;

namespace Sallyport.Onnx.Tokenizers;

/// <summary>
/// Reads the pieces of a vocabulary: a text file with a piece a line (BERT's <c>vocab.txt</c>), a JSON array of pieces with scores, or the
/// <c>tokenizer.json</c> that Hugging Face's tokenizers write, of which only the vocabulary and the special pieces are read.
/// </summary>
internal sealed class VocabularyFile
{
    private const int MostPieces = 1_000_000;

    private readonly string _name;

    private VocabularyFile(string name) => _name = name;

    /// <summary>The pieces in the order of their ids.</summary>
    public IReadOnlyList<VocabularyPiece> Pieces { get; private set; } = [];

    /// <summary>The pieces that the file itself calls special.</summary>
    public IReadOnlyList<string> Special { get; private set; } = [];

    /// <summary>Reads a file.</summary>
    /// <param name="content">Its bytes.</param>
    /// <param name="name">Its name, for messages; the ending <c>.txt</c> says that it has a piece a line.</param>
    /// <exception cref="InvalidDataException">It is none of these, or holds too much. The message names it.</exception>
    public static VocabularyFile Read(byte[] content, string name)
    {
        var file = new VocabularyFile(name);
        try
        {
            if (name.EndsWith(".txt", StringComparison.OrdinalIgnoreCase))
            {
                var lines = Encoding.UTF8.GetString(content).TrimEnd('\n').Split('\n');
                file.Pieces = [.. lines.Select(static line => new VocabularyPiece(line.TrimEnd('\r'), 0))];
            }
            else
            {
                using var document = JsonDocument.Parse(content);
                file.ReadJson(document.RootElement);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new InvalidDataException($"The vocabulary '{name}' can't be read: {exception.Message}", exception);
        }

        file.Check();
        return file;
    }

    /// <summary>The id of a piece.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public int IdOf(string piece)
    {
        for (var id = 0; id < Pieces.Count; id++)
        {
            if (Pieces[id].Text == piece)
            {
                return id;
            }
        }

        throw new InvalidDataException($"The vocabulary '{_name}' has no piece '{piece}', which the model's description names.");
    }

    private void ReadJson(JsonElement root)
    {
        var vocabulary = root;
        if (root.ValueKind == JsonValueKind.Object)
        {
            vocabulary = root.GetProperty("model").GetProperty("vocab");
            if (root.TryGetProperty("added_tokens", out var added))
            {
                Special = [.. added.EnumerateArray().Where(static token => token.GetProperty("special").GetBoolean()).Select(static token => token.GetProperty("content").GetString()!)];
            }
        }

        Pieces = vocabulary.ValueKind == JsonValueKind.Array ? [.. vocabulary.EnumerateArray().Select(ScoredPiece)] : ById(vocabulary);
    }

    private static VocabularyPiece ScoredPiece(JsonElement pair)
    {
        if (pair.GetArrayLength() != 2)
        {
            throw new FormatException("a piece is no pair of text and score");
        }

        var score = pair[1];
        return new(pair[0].GetString() ?? string.Empty, score.ValueKind == JsonValueKind.Null ? 0 : score.GetSingle());
    }

    private VocabularyPiece[] ById(JsonElement vocabulary)
    {
        var pieces = new VocabularyPiece[vocabulary.GetPropertyCount()];
        foreach (var property in vocabulary.EnumerateObject())
        {
            var id = property.Value.GetInt32();
            if (id < 0 || id >= pieces.Length || pieces[id].Text is not null)
            {
                throw new InvalidDataException($"The vocabulary '{_name}' has {pieces.Length} pieces, whose ids are not 0 to {pieces.Length - 1}: '{property.Name}' is {id}.");
            }

            pieces[id] = new(property.Name, 0);
        }

        return pieces;
    }

    private void Check()
    {
        if (Pieces.Count is 0 or > MostPieces)
        {
            throw new InvalidDataException($"The vocabulary '{_name}' has {Pieces.Count} pieces; 1 to {MostPieces} can be used.");
        }

        var longest = Pieces.MaxBy(static piece => piece.Text.Length).Text.Length;
        if (longest > PieceTrie.LongestPiece)
        {
            throw new InvalidDataException($"The vocabulary '{_name}' has a piece of {longest} characters; {PieceTrie.LongestPiece} is the most.");
        }

        if (Pieces.Any(static piece => !float.IsFinite(piece.Score)))
        {
            throw new InvalidDataException($"The vocabulary '{_name}' has a score that is no number.");
        }
    }
}
