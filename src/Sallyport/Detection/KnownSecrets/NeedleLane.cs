using Sallyport.Text;

namespace Sallyport.Detection.KnownSecrets;

/// <summary>One automaton at work on one text: its state, and where in the text the characters stand that it has read.</summary>
internal sealed class NeedleLane(NeedleAutomaton automaton, bool stripsSeparators)
{
    private readonly int[] _positions = new int[NeedleAutomaton.MaxDepth];
    private int _count;
    private int _state;
    private int _gap;

    // A needle longer than the automaton knows: what it is, how much of it has been read, and where that ends.
    private string? _long;
    private int _longRead;
    private int _longEnd;

    public void Read(ReadOnlySpan<char> text, int offset, FindingSink findings)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (stripsSeparators && !NeedleForms.IsKept(c))
            {
                if ((_state != 0 || _long is not null) && ++_gap > KnownSecretDetector.LongestGap)
                {
                    Complete(findings);
                    _state = 0;
                }

                continue;
            }

            _gap = 0;
            if (_long is not null && ReadLong(c, offset + i + 1, findings))
            {
                continue;
            }

            _state = automaton.Next(_state, c);
            if (_state == 0)
            {
                continue;
            }

            _positions[_count++ & (NeedleAutomaton.MaxDepth - 1)] = offset + i;
            if (automaton.Match(_state) is var length and > 0)
            {
                Report(length, offset + i + 1, findings);
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
    public int Clear(int end) => _long is not null ? _longEnd : _state == 0 ? end : Start(automaton.Depth(_state));

    private void Report(int length, int end, FindingSink findings)
    {
        var span = new TextSpan(Start(length), end);
        if (stripsSeparators && length == NeedleAutomaton.MaxDepth && automaton.LongNeedle(_state) is { } needle)
        {
            findings.Open(KnownSecretDetector.Kind, span, 1);
            _long = needle;
            _longRead = length;
            _longEnd = end;
            _state = 0;
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

    private int Start(int length) => _positions[(_count - length) & (NeedleAutomaton.MaxDepth - 1)];
}
