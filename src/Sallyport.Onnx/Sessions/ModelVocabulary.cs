using Sallyport.Onnx.Tokenizers;

namespace Sallyport.Onnx.Sessions;

/// <summary>A vocabulary as a model uses it: the tokenizer, and what stands around each window.</summary>
internal sealed class ModelVocabulary
{
    public ModelVocabulary(ModelDescription description, VocabularyFile file)
    {
        var isWordPiece = description.Tokenizer == TokenizerKind.WordPiece;
        var begin = description.Begin ?? (isWordPiece ? "[CLS]" : "<s>");
        var end = description.End ?? (isWordPiece ? "[SEP]" : "</s>");
        var unknown = file.IdOf(description.Unknown ?? (isWordPiece ? "[UNK]" : "<unk>"));
        Begin = begin.Length > 0 ? [file.IdOf(begin)] : [];
        End = end.Length > 0 ? [file.IdOf(end)] : [];

        var names = new HashSet<string>([begin, end, .. description.Special, .. file.Special], StringComparer.Ordinal);
        var special = Enumerable.Range(0, file.Pieces.Count).Where(id => names.Contains(file.Pieces[id].Text)).ToHashSet();
        Tokenizer = isWordPiece
            ? new WordPieceTokenizer(file.Pieces, unknown, special, description.Lowercase)
            : new UnigramTokenizer(file.Pieces, unknown, special);
    }

    /// <summary>Cuts texts.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>The ids before a window.</summary>
    public int[] Begin { get; }

    /// <summary>The ids behind a window.</summary>
    public int[] End { get; }
}
