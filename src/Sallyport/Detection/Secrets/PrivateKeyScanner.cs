using Sallyport.Text;

namespace Sallyport.Detection.Secrets;

/// <summary>
/// Outside a key it looks for an opening mark and holds only what could become one. Inside it holds nothing: the finding is open,
/// and each character moves a small state on until the closing mark, or prose, has passed.
/// </summary>
internal sealed class PrivateKeyScanner : Scanner
{
    private const string Begin = "-----BEGIN ";
    private const string End = "-----END ";
    private const string Putty = "PuTTY-User-Key-File-";
    private const string Label = "PRIVATE KEY";
    private const int LongestLabel = 40;
    private const int LongestMark = 64;
    private const int PlainWords = 12;
    private const int ShortestLine = 24;
    private const float Score = 0.98f;

    private int _next;
    private bool _isOpen;

    // Inside: how much of the closing mark has been read, whether its label is being read, and the prose that was seen.
    private int _endMatched;
    private bool _isInEndLabel;
    private int _endLength;
    private int _endDashes;
    private int _plainWords;
    private int _wordLength;
    private bool _hasDigit;
    private bool _hasUpper;
    private bool _hasForeign;

    public override int Advance(in TextWindow window, FindingSink findings)
    {
        while (_next < window.End)
        {
            if (_isOpen ? !ReadInside(window, findings) : !FindMark(window, findings))
            {
                break;
            }
        }

        if (window.IsComplete)
        {
            if (_isOpen)
            {
                _isOpen = false;
                findings.Close(window.End);
            }

            _next = window.End;
        }

        return _next;
    }

    /// <summary>Looks for an opening mark; false where it needs more text.</summary>
    private bool FindMark(in TextWindow window, FindingSink findings)
    {
        var rest = window.From(_next);
        var at = rest.IndexOfAny('-', 'P');
        if (at < 0)
        {
            _next = window.End;
            return false;
        }

        _next += at;
        rest = rest[at..];
        var mark = MarkLength(rest, window.IsComplete);
        if (mark < 0)
        {
            return false;
        }

        if (mark == 0)
        {
            _next++;
            return true;
        }

        findings.Open(PrivateKeyDetector.Kind, new(_next, _next + mark), Score);
        _isOpen = true;
        _next += mark;
        _endMatched = _endLength = _endDashes = _plainWords = 0;
        _isInEndLabel = false;
        StartWord();
        return true;
    }

    /// <summary>The length of the mark that <paramref name="text"/> begins with: 0 for none, -1 where more text is needed.</summary>
    private static int MarkLength(ReadOnlySpan<char> text, bool isComplete)
    {
        if (text[0] == 'P')
        {
            return Opening(text, Putty, isComplete);
        }

        var opening = Opening(text, Begin, isComplete);
        if (opening <= 0)
        {
            return opening;
        }

        var label = text[opening..];
        var length = label[..Math.Min(label.Length, LongestLabel)].IndexOfAnyExcept(LabelCharacters.Values);
        if (length < 0)
        {
            return isComplete || label.Length >= LongestLabel ? 0 : -1;
        }

        // The dash belongs to the mark, so that the mark alone is known again.
        return label[length] == '-' && label[..length].Contains(Label, StringComparison.Ordinal) ? opening + length + 1 : 0;
    }

    private static int Opening(ReadOnlySpan<char> text, string mark, bool isComplete)
    {
        var common = text.CommonPrefixLength(mark);
        return common == mark.Length ? common : common == text.Length && !isComplete ? -1 : 0;
    }

    /// <summary>Reads on inside a key; false where the window is read.</summary>
    private bool ReadInside(in TextWindow window, FindingSink findings)
    {
        var rest = window.From(_next);
        for (var i = 0; i < rest.Length; i++)
        {
            if (EndsHere(rest[i]))
            {
                _next += i + 1;
                _isOpen = false;
                findings.Close(_next);
                return true;
            }
        }

        _next = window.End;
        return false;
    }

    private bool EndsHere(char c)
    {
        if (_isInEndLabel)
        {
            // -----END RSA PRIVATE KEY----- : five dashes after the label, or a label that goes on too long.
            _endLength++;
            _endDashes = c == '-' ? _endDashes + 1 : 0;
            return _endDashes == 5 || _endLength > LongestMark;
        }

        _endMatched = c == End[_endMatched] ? _endMatched + 1 : c == '-' ? Math.Min(_endMatched, 5) : 0;
        if (_endMatched == End.Length)
        {
            _isInEndLabel = true;
            return false;
        }

        return IsProseAfter(c);
    }

    /// <summary>Counts words that no key's body or header is made of.</summary>
    private bool IsProseAfter(char c)
    {
        if (!char.IsWhiteSpace(c))
        {
            _wordLength++;
            _hasDigit |= char.IsAsciiDigit(c);
            _hasUpper |= char.IsAsciiLetterUpper(c);
            _hasForeign |= !BodyCharacters.Values.Contains(c);
            return false;
        }

        if (_wordLength > 0)
        {
            var isPlain = _hasForeign || (_wordLength < ShortestLine && !(_hasDigit && _hasUpper));
            _plainWords = isPlain ? _plainWords + 1 : 0;
        }

        StartWord();
        return _plainWords >= PlainWords;
    }

    private void StartWord()
    {
        _wordLength = 0;
        _hasDigit = _hasUpper = _hasForeign = false;
    }
}
