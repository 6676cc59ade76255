using System.Buffers;
using System.Globalization;
using System.Text;

namespace Sallyport.Onnx.Tokenizers;

/// <summary>
/// BERT's tokenizer: words at white space and punctuation, Chinese characters each a word, then the longest piece first. A word of which some part is in no
/// piece is unknown as a whole. Unlike BERT's, a word of over <see cref="LongestWord"/> characters is read in parts of that length, not given up.
/// </summary>
internal sealed class WordPieceTokenizer : Tokenizer
{
    /// <summary>How BERT's vocabularies mark a piece that goes on with a word.</summary>
    public const string Continued = "##";

    private const int LongestWord = 100;

    private readonly PieceTrie _first = new();
    private readonly PieceTrie _continued = new();
    private readonly int _unknown;
    private readonly bool _lowercase;

    /// <summary>A tokenizer.</summary>
    /// <param name="pieces">In the order of their ids.</param>
    /// <param name="unknown">The id of the unknown piece.</param>
    /// <param name="special">Pieces that text must not spell, by id.</param>
    /// <param name="lowercase">Whether the model was trained on lower case without accents.</param>
    public WordPieceTokenizer(IReadOnlyList<VocabularyPiece> pieces, int unknown, IReadOnlySet<int> special, bool lowercase)
    {
        _unknown = unknown;
        _lowercase = lowercase;
        for (var id = 0; id < pieces.Count; id++)
        {
            var text = pieces[id].Text;
            if (id == unknown || special.Contains(id) || text.Length == 0)
            {
                continue;
            }

            if (text.Length > Continued.Length && text.StartsWith(Continued, StringComparison.Ordinal))
            {
                _continued.Add(text.AsSpan(Continued.Length), id);
            }
            else
            {
                _first.Add(text, id);
            }
        }
    }

    /// <inheritdoc/>
    public override void Append(ReadOnlySpan<char> stretch, List<int> to)
    {
        var text = WellFormed(stretch);
        var normal = _lowercase ? text.ToLowerInvariant().Normalize(NormalizationForm.FormD) : text;
        var word = ArrayPool<char>.Shared.Rent(LongestWord);
        var length = 0;
        try
        {
            foreach (var rune in normal.EnumerateRunes())
            {
                var role = RoleOf(rune);
                if (role == Role.Dropped)
                {
                    continue;
                }

                if (role != Role.Letter || length + rune.Utf16SequenceLength > LongestWord)
                {
                    AppendWord(word.AsSpan(0, length), to);
                    length = 0;
                }

                if (role != Role.Space)
                {
                    length += rune.EncodeToUtf16(word.AsSpan(length));
                }

                if (role == Role.Alone)
                {
                    AppendWord(word.AsSpan(0, length), to);
                    length = 0;
                }
            }

            AppendWord(word.AsSpan(0, length), to);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(word, clearArray: true);
        }
    }

    private void AppendWord(ReadOnlySpan<char> word, List<int> to)
    {
        var from = to.Count;
        var trie = _first;
        while (word.Length > 0)
        {
            var (id, length) = trie.Longest(word);
            if (id < 0)
            {
                to.RemoveRange(from, to.Count - from);
                to.Add(_unknown);
                return;
            }

            to.Add(id);
            word = word[length..];
            trie = _continued;
        }
    }

    private Role RoleOf(Rune rune)
    {
        if (Rune.IsWhiteSpace(rune))
        {
            return Role.Space;
        }

        var category = Rune.GetUnicodeCategory(rune);
        if (rune.Value is 0 or 0xFFFD || category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned)
        {
            return Role.Dropped;
        }

        if (_lowercase && category == UnicodeCategory.NonSpacingMark)
        {
            return Role.Dropped;
        }

        return IsPunctuation(rune, category) || IsChinese(rune.Value) ? Role.Alone : Role.Letter;
    }

    // BERT counts all of ASCII's signs as punctuation, those of Unicode that are symbols not.
    private static bool IsPunctuation(Rune rune, UnicodeCategory category) =>
        rune.IsAscii
            ? !Rune.IsLetterOrDigit(rune)
            : category is UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation or UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation
                or UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation;

    private static bool IsChinese(int value) =>
        value is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);

    private enum Role
    {
        Letter,
        Space,
        Alone,
        Dropped,
    }
}
