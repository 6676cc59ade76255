using Sallyport.Text;

namespace Sallyport.Detection.KnownSecrets;

/// <summary>
/// One automaton at work on one text: its state, and where in the text the characters stand that it has read. Nearly all of a text is no
/// needle's first three characters: there one look at a table moves on, and the automaton rests.
/// </summary>
internal sealed class NeedleLane(NeedleAutomaton automaton, bool stripsSeparators)
{
    private const int Ascii = 128;

    // What each character counts as in a key: 0 where it is left out.
    private static readonly byte[] Kept = [.. Enumerable.Range(0, Ascii).Select(c => NeedleForms.IsKept((char)c) ? NeedleAutomaton.ClassOf((char)c) : (byte)0)];
    private static readonly byte[] All = [.. Enumerable.Range(0, Ascii).Select(c => NeedleAutomaton.ClassOf((char)c))];

    private readonly byte[] _classes = stripsSeparators ? Kept : All;
    private int[]? _positions;
    private int _count;
    private int _gap;

    // 0 while the automaton rests, else a state of at least three characters.
    private int _state;

    // The last two kept characters and where they stand; -1 where there is none that could begin a needle.
    private (char Char, int At) _last = (default, -1);
    private (char Char, int At) _beforeLast = (default, -1);

    // A needle longer than the automaton knows: what it is, how much of it has been read, and where that ends.
    private string? _long;
    private int _longRead;
    private int _longEnd;

    public void Read(ReadOnlySpan<char> text, int offset, FindingSink findings)
    {
        var i = 0;
        while (i < text.Length)
        {
            if (_state == 0 && _long is null)
            {
                i = Skip(text, i, offset);
            }
            else
            {
                Step(text[i], offset + i, findings);
                i++;
            }
        }
    }

    /// <summary>Ends what is open: the text is over, or the needle is.</summary>
    public void Complete(FindingSink findings)
    {
        if (_long is not null)
        {
            findings.Close(_longEnd);
            _long = null;
        }
    }

    /// <summary>Where the text is clear that ends at <paramref name="end"/>.</summary>
    public int Clear(int end)
    {
        if (_long is not null)
        {
            return _longEnd;
        }

        if (_state != 0)
        {
            return Start(automaton.Depth(_state));
        }

        return automaton.Depth(StateOfLast(end)) switch { 0 => end, 1 => _last.At, _ => _beforeLast.At };
    }

    /// <summary>Looks for three characters that could begin a needle, sets the automaton on them, and tells where to read on.</summary>
    private int Skip(ReadOnlySpan<char> text, int from, int offset)
    {
        var classes = _classes;
        var needles = automaton;
        var key = NeedleAutomaton.Push(ClassOf(_beforeLast), ClassOf(_last));
        var noted = from;
        for (var i = from; i < text.Length; i++)
        {
            var c = text[i];
            var kept = c < Ascii ? classes[c] : !stripsSeparators || NeedleForms.IsKept(c) ? NeedleAutomaton.OtherClass : 0U;

            // All ones where the character is kept. Without a branch, since where words end is no processor's guess.
            var mask = (uint)(-(int)kept >> 31);
            key = (NeedleAutomaton.Push(key, kept) & mask) | (key & ~mask);
            if ((needles.MayBegin(key) & mask) != 0)
            {
                Note(text[noted..i], offset + noted);
                var begins = Begin(c, offset + i);
                Push(c, offset + i);
                noted = i + 1;
                if (begins)
                {
                    return noted;
                }
            }
        }

        Note(text[noted..], offset + noted);
        return text.Length;
    }

    private static uint ClassOf((char Char, int At) kept) => kept.At < 0 ? 0U : NeedleAutomaton.ClassOf(kept.Char);

    /// <summary>Keeps the last two kept characters of a text.</summary>
    private void Note(ReadOnlySpan<char> text, int offset)
    {
        var last = LastKept(text);
        if (last < 0)
        {
            return;
        }

        var before = LastKept(text[..last]);
        if (before >= 0)
        {
            Push(text[before], offset + before);
        }

        Push(text[last], offset + last);
    }

    private int LastKept(ReadOnlySpan<char> text)
    {
        var at = text.Length - 1;
        while (at >= 0 && stripsSeparators && !NeedleForms.IsKept(text[at]))
        {
            at--;
        }

        return at;
    }

    private void Push(char c, int at)
    {
        _beforeLast = _last;
        _last = (c, at);
    }

    /// <summary>The state after the last two characters, where <paramref name="next"/> is no more than a gap behind them.</summary>
    private int StateOfLast(int next)
    {
        if (_last.At < 0 || IsTooFar(_last.At, next))
        {
            return 0;
        }

        var state = _beforeLast.At < 0 || IsTooFar(_beforeLast.At, _last.At) ? 0 : automaton.Next(0, _beforeLast.Char);
        return automaton.Next(state, _last.Char);
    }

    private static bool IsTooFar(int at, int next) => next - at - 1 > KnownSecretDetector.LongestGap;

    private bool Begin(char c, int at)
    {
        var state = automaton.Next(StateOfLast(at), c);
        if (automaton.Depth(state) < NeedleAutomaton.KeyLength)
        {
            return false;
        }

        _state = state;
        _gap = 0;
        Add(_beforeLast.At);
        Add(_last.At);
        Add(at);
        return true;
    }

    private void Step(char c, int at, FindingSink findings)
    {
        if (stripsSeparators && !NeedleForms.IsKept(c))
        {
            if (++_gap > KnownSecretDetector.LongestGap)
            {
                Complete(findings);
                Forget();
            }

            return;
        }

        _gap = 0;
        if (_long is not null && ReadLong(c, at + 1, findings))
        {
            return;
        }

        Push(c, at);
        Add(at);
        _state = _state == 0 ? 0 : automaton.Next(_state, c);
        if (automaton.Match(_state) is var length and > 0)
        {
            Report(length, at + 1, findings);
        }

        if (automaton.Depth(_state) < NeedleAutomaton.KeyLength)
        {
            _state = 0;
        }
    }

    private void Forget()
    {
        _state = 0;
        _last = _beforeLast = (default, -1);
    }

    private void Report(int length, int end, FindingSink findings)
    {
        var span = new TextSpan(Start(length), end);
        if (stripsSeparators && length == NeedleAutomaton.MaxDepth && automaton.LongNeedle(_state) is { } needle)
        {
            findings.Open(KnownSecretDetector.Kind, span, 1);
            _long = needle;
            _longRead = length;
            _longEnd = end;
            Forget();
            return;
        }

        findings.Report(KnownSecretDetector.Kind, span, 1);
        while (_state != 0 && !automaton.HasChildren(_state))
        {
            _state = automaton.Shorter(_state);
        }
    }

    /// <summary>Reads on in a long needle; false where it ended before this character.</summary>
    private bool ReadLong(char c, int end, FindingSink findings)
    {
        if (_long![_longRead] != c)
        {
            Complete(findings);
            return false;
        }

        _longEnd = end;
        if (++_longRead == _long.Length)
        {
            Complete(findings);
        }

        return true;
    }

    private void Add(int position) => (_positions ??= new int[automaton.Window])[_count++ & (automaton.Window - 1)] = position;

    private int Start(int length) => _positions![(_count - length) & (automaton.Window - 1)];
}
