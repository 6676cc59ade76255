using System.Text;

namespace Sallyport.Text.Views;

/// <summary>
/// Finds words written letter by letter (<c>i g n o r e</c>, <c>i-g-n-o-r-e</c>) or in pieces of at most three (<c>ig-no-re</c>), and joins them.
/// A wider gap than within the words parts them. Joined words that are no language (lists, initials) stay unread.
/// </summary>
internal static class SplitLetters
{
    private const int MinLetters = 5;
    private const int MinPieces = 3;
    private const int MaxPiece = 3;
    private const int MaxGap = 4;

    // Without spaces between its words a reading costs a little more than prose.
    private const double MaxMeanCost = 3.0;

    /// <summary>Adds the readings of a unit, in order.</summary>
    public static void Find(ReadOnlySpan<char> unit, LetterModel model, List<UnitReading> readings)
    {
        var at = 0;
        StringBuilder? joined = null;
        while (at < unit.Length)
        {
            var piece = Piece(unit, at);
            if (piece is 0 or > MaxPiece)
            {
                // A longer word, or one with a digit, is passed whole: no part of it is a piece.
                at = WordEnd(unit, at + 1);
                continue;
            }

            var next = at + piece;
            var separator = Separator(unit, next);
            if (separator == 0 || Piece(unit, next + separator) is 0 or > MaxPiece)
            {
                at = next;
                continue;
            }

            joined ??= new();
            var end = Join(unit, at, separator, joined, out var pieces, out var letters);
            var isSingle = letters == pieces;
            if (pieces >= MinPieces && letters >= MinLetters && (isSingle || unit[next] != ' ') && model.MeanCost(joined.ToString()) <= MaxMeanCost)
            {
                readings.Add(new(at, end, joined.ToString(), false));
                at = end;
            }
            else
            {
                // Only the same separator goes on a group, so its last piece may begin another.
                at = isSingle ? Math.Max(next, end - MaxPiece) : next;
            }
        }
    }

    private static int Join(ReadOnlySpan<char> unit, int start, int separator, StringBuilder joined, out int pieces, out int letters)
    {
        var mark = unit[start + Piece(unit, start)];
        joined.Clear();
        pieces = 0;
        letters = 0;
        var at = start;
        var end = start;
        while (true)
        {
            var piece = Piece(unit, at);
            if (piece is 0 or > MaxPiece || (piece > 1 && mark == ' '))
            {
                return end;
            }

            joined.Append(unit.Slice(at, piece));
            pieces++;
            letters += piece;
            end = at + piece;
            var gap = Gap(unit, end);
            if (gap == 0 || gap > MaxGap)
            {
                return end;
            }

            // The same mark goes on the word; a wider or another gap begins the next.
            if (gap != separator || unit[end] != mark)
            {
                var following = Piece(unit, end + gap);
                if (following is 0 or > MaxPiece || (mark == ' ' && following > 1) || Separator(unit, end + gap + following) == 0 || unit[end + gap + following] != mark)
                {
                    return end;
                }

                joined.Append(' ');
            }

            at = end + gap;
        }
    }

    private static int Separator(ReadOnlySpan<char> unit, int at) => Gap(unit, at) is var gap and <= 2 ? gap : 0;

    private static int Gap(ReadOnlySpan<char> unit, int at)
    {
        var end = at;
        while (end < unit.Length && !char.IsLetterOrDigit(unit[end]))
        {
            end++;
        }

        return end - at;
    }

    private static int WordEnd(ReadOnlySpan<char> unit, int at)
    {
        while (at < unit.Length && char.IsLetterOrDigit(unit[at - 1]) && char.IsLetterOrDigit(unit[at]))
        {
            at++;
        }

        return at;
    }

    private static int Piece(ReadOnlySpan<char> unit, int at)
    {
        var end = at;
        while (end < unit.Length && char.IsLetterOrDigit(unit[end]))
        {
            if (!char.IsLetter(unit[end]))
            {
                return MaxPiece + 1;
            }

            end++;
        }

        return end - at;
    }
}
