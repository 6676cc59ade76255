using System.Text;

namespace Sallyport.Text.Views;

/// <summary>
/// Reads what runs of base64, base64url and hexadecimal hold, and characters written as backslash escapes (<see cref="BackslashEscape"/>). Steps:
/// 1. Words too short to be a run pass by probing every 14th character; the last one waits until it ends or is no longer short. A line's end parts no words here.
/// 2. In a longer run, <see cref="RunScanner"/> looks for text at every alignment; only the stretch that may be its beginning is held back.
/// 3. From the first such byte on, <see cref="RunText"/> decodes as the run comes, across line breaks, until it ends or is text no more.
/// It misses runs shorter than 14 symbols, runs whose lines are shorter and end in a written escape or are indented, other bases and alphabets, compressed content and UTF-16 beyond ASCII. Where bytes look like text by chance at a wrong alignment
/// (12 in a row), the characters until that shows, some twenty, are lost.
/// </summary>
internal sealed class DecodeReader(ViewKinds kind = ViewKinds.Decoded) : StretchReader
{
    // What a run may hold: symbols, and the ends of its lines.
    private static readonly bool[] IsOfRun = [.. Enumerable.Range(0, 128).Select(c => RunScanner.Symbol((char)c) >= 0 || c is '\r' or '\n')];

    private RunScanner? _scanner;
    private RunText? _text;
    private Mode _mode;
    private int _read;
    private int _nextBackslash = -1;

    private enum Mode
    {
        /// <summary>Between runs.</summary>
        Plain,

        /// <summary>In a run that has not shown text.</summary>
        Scanning,

        /// <summary>In a run that has.</summary>
        Decoding,

        /// <summary>After one that has: padding belongs to it.</summary>
        Padding,
    }

    public override ViewKinds Kind => kind;

    protected override void Read(in TextWindow source)
    {
        if (_nextBackslash == int.MaxValue)
        {
            // None in the window before; this one may bring one.
            _nextBackslash = -1;
        }

        var goesOn = true;
        while (goesOn && _read < source.End)
        {
            goesOn = _mode switch
            {
                Mode.Plain => ReadPlain(source),
                Mode.Scanning => Scan(source),
                Mode.Decoding => Decode(source),
                _ => SkipPadding(source),
            };
        }

        if (source.IsComplete && _mode == Mode.Scanning && _scanner!.End() is { } found)
        {
            BeginDecoding(source, found);
            Decode(source);
        }

        if (source.IsComplete && _mode is Mode.Plain or Mode.Scanning)
        {
            Pass(source, source.End);
        }
    }

    private bool ReadPlain(in TextWindow source)
    {
        if (_nextBackslash < _read)
        {
            var found = source.From(_read).IndexOf('\\');
            _nextBackslash = found < 0 ? int.MaxValue : _read + found;
        }

        if (_nextBackslash == _read)
        {
            return ReadEscape(source);
        }

        var end = Math.Min(_nextBackslash, source.End);
        var skipped = ShortWords(source.From(_read)[..(end - _read)], isComplete: end < source.End || source.IsComplete);
        if (skipped > 0)
        {
            Pass(source, _read += skipped);
            return true;
        }

        if (end == source.End && !source.IsComplete && end - _read < RunScanner.MinSymbols)
        {
            // A word that has just begun: whether it is a run shows when it ends or has become long.
            return false;
        }

        if (RunScanner.Symbol(source.From(_read)[0]) < 0)
        {
            Pass(source, ++_read);
            return true;
        }

        _scanner ??= new();
        _scanner.Begin(_read, isWhole: _read == 0 || RunScanner.Symbol(CharAt(source, _read - 1)) < 0);
        _mode = Mode.Scanning;
        return true;
    }

    /// <summary>How much of the text is words too short for a run. It begins where a run may begin.</summary>
    private static int ShortWords(ReadOnlySpan<char> text, bool isComplete)
    {
        var start = 0;
        while (start + RunScanner.MinSymbols <= text.Length)
        {
            var last = start + RunScanner.MinSymbols - 1;
            while (last >= start && IsOfRun[text[last] & 0x7F] && text[last] < 0x80)
            {
                last--;
            }

            if (last < start)
            {
                return start;
            }

            start = last + 1;
        }

        if (isComplete)
        {
            return text.Length;
        }

        // The last word may go on.
        var word = text.Length;
        while (word > start && IsOfRun[text[word - 1] & 0x7F] && text[word - 1] < 0x80)
        {
            word--;
        }

        return word;
    }

    private bool ReadEscape(in TextWindow source)
    {
        var escape = BackslashEscape.Read(source.From(_read), source.IsComplete);
        if (escape.NeedsMore)
        {
            return false;
        }

        if (escape.IsFound)
        {
            Span<char> units = stackalloc char[2];
            var count = new Rune(escape.CodePoint).EncodeToUtf16(units);
            Change(source, _read += escape.Length, units[..count]);
        }
        else
        {
            Pass(source, ++_read);
        }

        return true;
    }

    private bool Scan(in TextWindow source)
    {
        var rest = source.From(_read);
        for (var i = 0; i < rest.Length; i++)
        {
            var isSymbol = RunScanner.Symbol(rest[i]) >= 0;
            var lineBreak = isSymbol ? 0 : LineBreak(rest[i..], symbolBits: 6, source.IsComplete);
            if (lineBreak < 0)
            {
                break;
            }

            if (lineBreak > 0)
            {
                _read += lineBreak;
                i += lineBreak - 1;
                continue;
            }

            if ((isSymbol ? _scanner!.Add(rest[i], _read) : _scanner!.End()) is { } found)
            {
                BeginDecoding(source, found);
                return true;
            }

            if (!isSymbol)
            {
                _mode = Mode.Plain;
                Pass(source, _read);
                return true;
            }

            _read++;
        }

        Pass(source, Math.Max(SourceClear, _scanner!.HoldFrom));
        return false;
    }

    private void BeginDecoding(in TextWindow source, RunStart found)
    {
        Pass(source, found.Source);
        if (found.SkippedBits > 0 || (found.Source > 0 && RunScanner.Symbol(CharAt(source, found.Source - 1)) >= 0))
        {
            // What precedes in the run is no text: without a mark its symbols would run into the first word.
            Differ(source, found.Source).AppendWhole("\uFFFD", new(found.Source, found.Source));
        }

        _read = found.Source;
        _text ??= new();
        _text.Begin(found);
        _mode = Mode.Decoding;
    }

    private bool Decode(in TextWindow source)
    {
        var view = Differ(source, SourceClear);
        var rest = source.From(_read);
        for (var i = 0; i < rest.Length; i++)
        {
            var symbol = _text!.SymbolBits == 6 ? RunScanner.Symbol(rest[i]) : HexDigit.Value(rest[i]);
            if (symbol < 0)
            {
                var lineBreak = LineBreak(rest[i..], _text!.SymbolBits, source.IsComplete);
                if (lineBreak == 0)
                {
                    _mode = Mode.Padding;
                    MoveTo(_read);
                    return true;
                }

                if (lineBreak < 0)
                {
                    break;
                }

                _read += lineBreak;
                i += lineBreak - 1;
                continue;
            }

            _text.Add(symbol, _read++, view);
            if (!_text.IsText)
            {
                _mode = Mode.Plain;
                MoveTo(_read);
                return true;
            }
        }

        MoveTo(_text!.HoldFrom(_read));
        return false;
    }

    // The length of a line break, written as such or as an escape, that a further symbol follows; 0 where the run ends, -1 where more text decides.
    private static int LineBreak(ReadOnlySpan<char> text, int symbolBits, bool isComplete)
    {
        var length = LineCharacter(text, '\r', isComplete);
        if (length < 0 || length == text.Length)
        {
            return isComplete ? 0 : -1;
        }

        var feed = LineCharacter(text[length..], '\n', isComplete);
        if (feed <= 0)
        {
            return feed;
        }

        length += feed;
        if (length == text.Length)
        {
            return isComplete ? 0 : -1;
        }

        return (symbolBits == 6 ? RunScanner.Symbol(text[length]) : HexDigit.Value(text[length])) < 0 ? 0 : length;
    }

    private static int LineCharacter(ReadOnlySpan<char> text, char wanted, bool isComplete)
    {
        if (text[0] != '\\')
        {
            return text[0] == wanted ? 1 : 0;
        }

        var escape = BackslashEscape.Read(text, isComplete);
        return escape.NeedsMore ? -1 : escape.CodePoint == wanted ? escape.Length : 0;
    }

    private bool SkipPadding(in TextWindow source)
    {
        if (source.From(_read)[0] == '=')
        {
            MoveTo(++_read);
        }
        else
        {
            _mode = Mode.Plain;
        }

        return true;
    }
}
