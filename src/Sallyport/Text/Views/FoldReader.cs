using System.Buffers;
using System.Text;

namespace Sallyport.Text.Views;

/// <summary>
/// Reads a text as a person or a model would. Steps:
/// 1. ASCII without '&amp;', '%' and '&lt;' passes in one vectorised search.
/// 2. Everything else is read atom by atom (<see cref="FoldAtoms"/>): compatibility forms, digits of all scripts, invisible characters, tag characters, HTML character references, percent escapes.
/// 3. A letter that looks Latin waits for the end of its word (at most <see cref="MaxWord"/> characters): it is read as Latin where the word also has Latin letters, or where all its letters
///    have close look-alikes and the word before it is Latin.
/// 4. Between letters and digits of ASCII a dash is a hyphen and an ideographic full stop is a point.
/// 5. The marks of an HTML comment become a space, so that its inner text reads like any other.
/// It misses words split by whole tags, look-alikes that are not listed, and escapes within escapes (for those a further one reads this one's view).
/// </summary>
internal sealed class FoldReader(ViewKinds kind = ViewKinds.Folded) : StretchReader
{
    public const char IdeographicStop = '。';

    private const char HalfwidthStop = '｡';
    private const int MaxWord = 64;
    private const int MaxGap = 16;
    private const int MaxRun = 256;

    private const string PlainCharacters =
        "\t\n\v\f\r !\"#$'()*+,./0123456789:;=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";

    private static readonly SearchValues<char> Plain = SearchValues.Create(PlainCharacters + "-");
    private static readonly SearchValues<char> PlainInComment = SearchValues.Create(PlainCharacters);

    private FoldAtoms? _atoms;
    private bool _isInComment;
    private bool _afterAscii;

    // The word that was decided last, and whether its look-alikes are Latin letters.
    private int _wordEnd;
    private bool _wordFolds;
    private int _foldedTo = -1;

    // A run that is not normalised as a whole goes cluster by cluster to here.
    private int _unsettledTo;

    public override ViewKinds Kind => kind;

    protected override void Read(in TextWindow source)
    {
        while (SourceClear < source.End)
        {
            var rest = source.From(SourceClear);
            var plain = rest.IndexOfAnyExcept(_isInComment ? PlainInComment : Plain);
            if (plain != 0)
            {
                Pass(source, plain < 0 ? source.End : SourceClear + plain);
                _afterAscii = true;
            }
            else if (!ReadNext(source, rest))
            {
                return;
            }
        }
    }

    private bool ReadNext(in TextWindow source, ReadOnlySpan<char> rest)
    {
        if (rest[0] is '<' or '-')
        {
            return ReadMark(source, rest);
        }

        if ((CharTable.Of(rest[0]) & CharKinds.Unstable) != 0 && SourceClear > 0 && char.IsAsciiLetterOrDigit(CharAt(source, SourceClear - 1)) && WithinWord(rest[0]) is var within and not '\0')
        {
            if (rest.Length == 1 && !source.IsComplete)
            {
                return false;
            }

            if (rest.Length > 1 && char.IsAsciiLetterOrDigit(rest[1]))
            {
                Change(source, SourceClear + 1, new ReadOnlySpan<char>(in within));
                _afterAscii = true;
                return true;
            }
        }

        var run = SourceClear < _unsettledTo ? 0 : UnchangedRun(rest, source.IsComplete);
        if (run > 0)
        {
            Pass(source, SourceClear + run);
            _afterAscii = false;
            return true;
        }

        _atoms ??= new();
        if (!_atoms.TryRead(rest, source.IsComplete, _afterAscii, out var atom))
        {
            return false;
        }

        if (atom.Latin != '\0' && SourceClear >= _wordEnd)
        {
            if (!TryDecideWord(source))
            {
                return false;
            }

            _atoms.TryRead(rest, source.IsComplete, _afterAscii, out atom);
        }

        var end = SourceClear + atom.Length;
        if (atom.Latin != '\0' && _wordFolds)
        {
            var latin = atom.Latin;
            Change(source, end, new ReadOnlySpan<char>(in latin));
            _afterAscii = true;
        }
        else if (atom.Differs)
        {
            Change(source, end, atom.Reading);
            _afterAscii = atom.Reading.IsEmpty ? _afterAscii : atom.Reading[^1] < 0x80;
        }
        else
        {
            _afterAscii = rest[0] < 0x80;
            Pass(source, end);
        }

        return true;
    }

    private static char WithinWord(char c) => c is IdeographicStop or HalfwidthStop ? '.' : CharTable.IsDash(c) ? '-' : '\0';

    private bool ReadMark(in TextWindow source, ReadOnlySpan<char> rest)
    {
        const string Empty = "<!---->";
        var mark = rest[0] == '<' ? "<!--" : "-->";
        if (rest.StartsWith(mark, StringComparison.Ordinal))
        {
            var isEmpty = rest.StartsWith(Empty, StringComparison.Ordinal);
            if (!isEmpty && !source.IsComplete && Empty.AsSpan().StartsWith(rest, StringComparison.Ordinal))
            {
                return false;
            }

            _isInComment = mark[0] == '<' && !isEmpty;
            Change(source, SourceClear + (isEmpty ? Empty.Length : mark.Length), isEmpty ? default : " ");
        }
        else if (!source.IsComplete && mark.AsSpan().StartsWith(rest, StringComparison.Ordinal))
        {
            return false;
        }
        else
        {
            Pass(source, SourceClear + 1);
        }

        _afterAscii = true;
        return true;
    }

    /// <summary>The length of a prefix beyond ASCII that passes as it is; 0 where the first atom must be read by itself.</summary>
    private int UnchangedRun(ReadOnlySpan<char> rest, bool isComplete)
    {
        var hasJoins = false;
        var end = 0;
        for (; end < rest.Length && end < MaxRun; end++)
        {
            var kinds = CharTable.Of(rest[end]);
            if (rest[end] < 0x80 || (kinds & (CharKinds.Unstable | CharKinds.Removed | CharKinds.Surrogate)) != 0)
            {
                break;
            }

            if ((kinds & CharKinds.LookAlike) != 0 && (_wordFolds || SourceClear + end >= _wordEnd))
            {
                break;
            }

            hasJoins |= (kinds & CharKinds.Joins) != 0;
        }

        if (end == 0 || (_afterAscii && (CharTable.Of(rest[0]) & CharKinds.Joins) != 0))
        {
            return 0;
        }

        // The last cluster may go on with what follows.
        if (end < rest.Length ? (CharTable.Of(rest[end]) & CharKinds.Joins) != 0 : !isComplete)
        {
            end--;
            while (end > 0 && (CharTable.Of(rest[end]) & CharKinds.Joins) != 0)
            {
                end--;
            }
        }

        if (!hasJoins || rest[..end].IsNormalized(NormalizationForm.FormKC))
        {
            return end;
        }

        _unsettledTo = SourceClear + end;
        return 0;
    }

    private bool TryDecideWord(in TextWindow source)
    {
        var start = WordStart(source, SourceClear, out var hasLatin, out var allClose);
        var rest = source.From(SourceClear);
        var afterAscii = _afterAscii;
        var end = 0;
        while (end < MaxWord)
        {
            if (end == rest.Length)
            {
                if (!source.IsComplete)
                {
                    return false;
                }

                break;
            }

            if (!_atoms!.TryRead(rest[end..], source.IsComplete, afterAscii, out var atom))
            {
                return false;
            }

            if ((atom.Kinds & (CharKinds.Word | CharKinds.Removed)) == 0)
            {
                break;
            }

            hasLatin |= (atom.Kinds & CharKinds.Latin) != 0;
            allClose &= (atom.Kinds & CharKinds.Foreign) == 0 || atom.IsClose;
            if ((atom.Kinds & CharKinds.Removed) == 0)
            {
                afterAscii = atom.Differs ? atom.Reading[^1] < 0x80 : rest[end] < 0x80;
            }

            end += atom.Length;
        }

        _wordFolds = hasLatin || (allClose && IsLatinBefore(source, start));
        _wordEnd = SourceClear + end;
        if (_wordFolds)
        {
            _foldedTo = _wordEnd;
        }

        return true;
    }

    // Works on the raw source; at most MaxWord + MaxGap + MaxWord characters back, which the kept tail always has.
    private static int WordStart(in TextWindow source, int offset, out bool hasLatin, out bool allClose)
    {
        hasLatin = false;
        allClose = true;
        var start = offset;
        while (start > 0 && offset - start < MaxWord)
        {
            var c = CharAt(source, start - 1);
            var kinds = CharTable.Of(c);
            if ((kinds & (CharKinds.Word | CharKinds.Removed)) == 0)
            {
                break;
            }

            hasLatin |= (kinds & CharKinds.Latin) != 0;
            allClose &= (kinds & CharKinds.Foreign) == 0 || LookAlikes.IsClose(c);
            start--;
        }

        return start;
    }

    private bool IsLatinBefore(in TextWindow source, int wordStart)
    {
        var end = wordStart;
        while (end > 0 && (CharTable.Of(CharAt(source, end - 1)) & (CharKinds.Latin | CharKinds.Foreign)) == 0)
        {
            if (wordStart - --end == MaxGap)
            {
                return false;
            }
        }

        if (end == 0 || end <= _foldedTo)
        {
            return true;
        }

        WordStart(source, end, out var hasLatin, out _);
        return hasLatin;
    }
}
