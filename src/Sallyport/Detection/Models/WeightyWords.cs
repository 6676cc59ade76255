using Sallyport.Text;
using Sallyport.Text.Views;

namespace Sallyport.Detection.Models;

/// <summary>
/// Which words of a unit weigh most towards a head's score. Features are hashes and name nothing, so words are taken out:
/// <list type="number">
/// <item>each word in turn; only what makes features with it is summed anew, so that the work grows with the words and not with their square;</item>
/// <item>those by which the score falls most are told, until they are four fifths of all by which it falls, those that stand side by side as one stretch;</item>
/// <item>a stretch is told only where it has a hundredth of that at least, and the score falls without it as a whole.</item>
/// </list>
/// What stands before the unit counts as a whole, like one more word.
/// </summary>
internal readonly ref struct WeightyWords
{
    private const int MostStretches = 5;
    private const float Enough = 0.8f;
    private const float LeastShare = 0.01f;

    private readonly HeadSet _set;
    private readonly int _head;
    private readonly FeatureSums _window;
    private readonly float _score;
    private readonly float _before;
    private readonly Span<char> _unit;
    private readonly ReadOnlySpan<Word> _words;

    private WeightyWords(HeadSet set, int head, in FeatureSums before, in FeatureSums own, Span<char> unit, ReadOnlySpan<Word> words)
    {
        (_set, _head, _window) = (set, head, before + own);
        _score = set.Score(_window, head);
        _before = Math.Max(0, _score - set.Score(own, head));
        _unit = unit;
        _words = words;
    }

    /// <summary>The weightiest words, in the order of the unit, and the share of all that stands before it.</summary>
    /// <param name="set">The heads.</param>
    /// <param name="head">Whose score it is.</param>
    /// <param name="before">The sums of the units of the window before.</param>
    /// <param name="unit">The window's last unit.</param>
    /// <param name="pieces">The parts of the unit that belong to the window, each of which is summed by itself.</param>
    public static (IReadOnlyList<WeightedSpan> Words, float Before) Of(HeadSet set, int head, in FeatureSums before, ReadOnlySpan<char> unit, IReadOnlyList<TextSpan> pieces)
    {
        Span<char> text = stackalloc char[UnitEdges.MaxLength];
        Span<Word> words = stackalloc Word[UnitEdges.MaxLength];
        unit.CopyTo(text);
        var count = 0;
        var own = default(FeatureSums);
        foreach (var piece in pieces)
        {
            own += set.Sum(unit[piece.Start..piece.End]);
            for (var word = TextFeatures.NextWord(unit[..piece.End], piece.Start); word.Length > 0; word = TextFeatures.NextWord(unit[..piece.End], word.End))
            {
                words[count++] = new(word, piece);
            }
        }

        return new WeightyWords(set, head, before, own, text[..unit.Length], words[..count]).Tell();
    }

    private (IReadOnlyList<WeightedSpan> Words, float Before) Tell()
    {
        Span<float> falls = stackalloc float[_words.Length];
        var all = _before;
        for (var word = 0; word < falls.Length; word++)
        {
            falls[word] = Math.Max(0, _score - Without(word, word));
            all += falls[word];
        }

        Span<bool> isTold = stackalloc bool[_words.Length];
        Choose(falls, all - _before, isTold);
        var told = new List<WeightedSpan>(MostStretches);
        for (var first = 0; first < isTold.Length; first++)
        {
            if (!isTold[first])
            {
                continue;
            }

            var last = first;
            var fall = falls[first];
            while (last + 1 < isTold.Length && isTold[last + 1] && AreSideBySide(last, last + 1))
            {
                fall += falls[++last];
            }

            if (fall >= LeastShare * all && Without(first, last) < _score)
            {
                told.Add(new(new(_words[first].Span.Start, _words[last].Span.End), fall / all));
            }

            first = last;
        }

        return (told, all > 0 ? _before / all : 0);
    }

    private void Choose(ReadOnlySpan<float> falls, float all, Span<bool> isTold)
    {
        Span<float> keys = stackalloc float[falls.Length];
        Span<int> order = stackalloc int[falls.Length];
        for (var word = 0; word < falls.Length; word++)
        {
            (keys[word], order[word]) = (-falls[word], word);
        }

        keys.Sort(order);
        var (stretches, chosen) = (0, 0f);
        foreach (var word in order)
        {
            if (falls[word] <= 0 || chosen >= Enough * all)
            {
                return;
            }

            var joined = (word > 0 && isTold[word - 1] && AreSideBySide(word - 1, word) ? 1 : 0)
                + (word + 1 < falls.Length && isTold[word + 1] && AreSideBySide(word, word + 1) ? 1 : 0);
            if (stretches + 1 - joined <= MostStretches)
            {
                isTold[word] = true;
                stretches += 1 - joined;
                chosen += falls[word];
            }
        }
    }

    private bool AreSideBySide(int earlier, int later) => _words[earlier].Piece == _words[later].Piece;

    /// <summary>The window's score if spaces stood in place of some words of a piece.</summary>
    private float Without(int first, int last)
    {
        var piece = _words[first].Piece;
        var (before, behind) = (first - TextFeatures.WordReach - 1, last + TextFeatures.WordReach + 1);
        var from = before >= 0 && AreSideBySide(before, first) ? _words[before].Span.End : piece.Start;
        var to = behind < _words.Length && AreSideBySide(last, behind) ? _words[behind].Span.Start : piece.End;
        var near = _unit[from..to];
        var with = _set.Sum(near);

        Span<char> kept = stackalloc char[UnitEdges.MaxLength];
        var taken = _unit[_words[first].Span.Start.._words[last].Span.End];
        taken.CopyTo(kept);
        taken.Fill(' ');
        var score = _set.Score(_window - with + _set.Sum(near), _head);
        kept[..taken.Length].CopyTo(taken);
        return score;
    }

    private readonly record struct Word(TextSpan Span, TextSpan Piece);
}
