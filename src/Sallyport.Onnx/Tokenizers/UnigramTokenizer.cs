using System.Buffers;
using System.Text;

namespace Sallyport.Onnx.Tokenizers;

/// <summary>
/// SentencePiece's unigram model (Kudo 2018): of all ways to cut a text into pieces, the one with the highest sum of scores, found by Viterbi's algorithm.
/// Text is normalised by NFKC first; each run of white space becomes one U+2581, and one stands before the text. A character that no piece begins at
/// scores ten below the least piece, and neighbours of that kind become one unknown piece, as SentencePiece has it.
/// </summary>
internal sealed class UnigramTokenizer : Tokenizer
{
    private const char Space = '\u2581';
    private const float UnknownPenalty = 10;

    private readonly PieceTrie _trie = new();
    private readonly float[] _scores;
    private readonly int[] _lengths;
    private readonly float _unknownScore;
    private readonly int _unknown;

    /// <summary>A tokenizer.</summary>
    /// <param name="pieces">In the order of their ids.</param>
    /// <param name="unknown">The id of the unknown piece.</param>
    /// <param name="special">Pieces that text must not spell, by id: a document that writes <c>&lt;/s&gt;</c> ends nothing.</param>
    public UnigramTokenizer(IReadOnlyList<VocabularyPiece> pieces, int unknown, IReadOnlySet<int> special)
    {
        _unknown = unknown;
        _scores = new float[pieces.Count];
        _lengths = [.. pieces.Select(static piece => Math.Max(1, piece.Text.Length))];
        // Of two pieces that are written alike the likelier one is read.
        foreach (var (piece, id) in pieces.Select(static (piece, id) => (piece, id)).OrderByDescending(static pair => pair.piece.Score))
        {
            _scores[id] = piece.Score;
            if (id != unknown && piece.Text.Length > 0 && !special.Contains(id))
            {
                _trie.Add(piece.Text, id);
            }
        }

        _unknownScore = _scores.Min() - UnknownPenalty;
    }

    /// <inheritdoc/>
    public override (float Score, int Length)? LikelihoodOf(ReadOnlySpan<int> ids)
    {
        var (score, length) = (0f, 0);
        foreach (var id in ids)
        {
            score += id == _unknown ? _unknownScore : _scores[id];
            length += _lengths[id];
        }

        return (score, length);
    }

    /// <inheritdoc/>
    public override void Append(ReadOnlySpan<char> stretch, List<int> to)
    {
        var normal = WellFormed(stretch).Normalize(NormalizationForm.FormKC);
        var characters = ArrayPool<char>.Shared.Rent((2 * normal.Length) + 1);
        try
        {
            Cut(characters.AsSpan(0, MarkSpaces(normal, characters)), to);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(characters, clearArray: true);
        }
    }

    // A stretch begins with white space unless it is the text's first, which gets a mark too, or begins inside an endless word.
    private static int MarkSpaces(string normal, char[] to)
    {
        var length = 0;
        var isSpaced = true;
        foreach (var character in normal)
        {
            if (char.IsWhiteSpace(character))
            {
                isSpaced = true;
                continue;
            }

            if (isSpaced)
            {
                to[length++] = Space;
                isSpaced = false;
            }

            to[length++] = character;
        }

        return length;
    }

    private void Cut(ReadOnlySpan<char> text, List<int> to)
    {
        var steps = ArrayPool<Step>.Shared.Rent(text.Length + 1);
        try
        {
            var best = steps.AsSpan(0, text.Length + 1);
            best.Fill(new(float.NegativeInfinity, 0, _unknown));
            best[0] = new(0, 0, _unknown);
            for (var start = 0; start < text.Length; start++)
            {
                // Inside a surrogate pair: no path leads there.
                if (!float.IsNegativeInfinity(best[start].Score))
                {
                    Extend(text, best, start);
                }
            }

            Collect(best, to);
        }
        finally
        {
            ArrayPool<Step>.Shared.Return(steps, clearArray: true);
        }
    }

    private void Extend(ReadOnlySpan<char> text, Span<Step> best, int start)
    {
        var node = PieceTrie.Root;
        var score = best[start].Score;
        for (var end = start + 1; end <= text.Length && _trie.TryStep(ref node, text[end - 1]); end++)
        {
            if (_trie.PieceAt(node) is var piece and >= 0 && score + _scores[piece] > best[end].Score)
            {
                best[end] = new(score + _scores[piece], start, piece);
            }
        }

        var next = start + (char.IsHighSurrogate(text[start]) && start + 1 < text.Length ? 2 : 1);
        if (score + _unknownScore > best[next].Score)
        {
            best[next] = new(score + _unknownScore, start, _unknown);
        }
    }

    private void Collect(ReadOnlySpan<Step> best, List<int> to)
    {
        var from = to.Count;
        for (var at = best.Length - 1; at > 0; at = best[at].From)
        {
            if (best[at].Piece != _unknown || to.Count == from || to[^1] != _unknown)
            {
                to.Add(best[at].Piece);
            }
        }

        to.Reverse(from, to.Count - from);
    }

    private readonly record struct Step(float Score, int From, int Piece);
}
