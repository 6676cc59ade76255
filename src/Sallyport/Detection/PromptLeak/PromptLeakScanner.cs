using Sallyport.Text;

namespace Sallyport.Detection.PromptLeak;

/// <summary>
/// Reads words; a run lasts while each three words in a row stand in the instructions too. Once a run is long enough and eight words in a row
/// confirm it, the finding is open until the run ends.
/// </summary>
internal sealed class PromptLeakScanner(InstructionGrams grams) : Scanner
{
    private const int LeastLength = 60;
    private const int LeastConfirmed = 2;
    private const float Score = 0.9f;

    private readonly WordReader _reader = new();
    private readonly WordWindow _window = new();
    private int _next;
    private int _lastEnd;

    // The run: its words, where it begins, how many sequences of eight confirm it, and whether its finding is open.
    private int _words;
    private int _start;
    private int _confirmed;
    private bool _isOpen;

    // Whether the last two words stand in the instructions, so that the word to come could begin a run.
    private bool _couldBegin;

    public override int Advance(in TextWindow window, FindingSink findings)
    {
        var rest = window.From(_next);
        for (var i = 0; i < rest.Length; i++)
        {
            var at = _next + i;
            if (_reader.Read(rest[i], at))
            {
                Take(findings);
            }

            var isTooLong = _reader.HasPending && at - _reader.PendingStart >= PromptLeakDetector.LongestWord;
            var isTooFar = !_reader.HasPending && at - _lastEnd >= PromptLeakDetector.LongestGap;
            if (isTooLong || isTooFar)
            {
                Break(findings);
            }
        }

        _next = window.End;
        if (window.IsComplete)
        {
            if (_reader.HasPending && _reader.Read(' ', window.End))
            {
                Take(findings);
            }

            Break(findings);
            return window.End;
        }

        return Clear(window.End);
    }

    private int Clear(int end) =>
        _isOpen ? _lastEnd
        : _words > 0 ? _start
        : _couldBegin && _reader.HasPending && _window.Count >= InstructionGrams.Pair ? _reader.PendingStart
        : end;

    /// <summary>Takes a complete word.</summary>
    private void Take(FindingSink findings)
    {
        // A word that was too long has broken the sequence already and can't begin one.
        if (_reader.End - _reader.Start > PromptLeakDetector.LongestWord)
        {
            Break(findings);
            _lastEnd = _reader.End;
            return;
        }

        _window.Push(_reader.Hash);
        var couldBegin = _couldBegin;
        _couldBegin = Holds(InstructionGrams.Pair);
        if (couldBegin && _couldBegin && Holds(InstructionGrams.Triple))
        {
            _start = _words == 0 ? _reader.Start : _start;
            _words = _words == 0 ? InstructionGrams.Triple : _words + 1;
            _confirmed += Holds(InstructionGrams.Long) ? 1 : 0;
            _lastEnd = _reader.End;
            Open(findings);
            return;
        }

        EndRun(findings);
        _lastEnd = _reader.End;
    }

    private void Open(FindingSink findings)
    {
        if (!_isOpen && _words >= InstructionGrams.LeastWords && _confirmed >= LeastConfirmed && _lastEnd - _start >= LeastLength)
        {
            _isOpen = true;
            findings.Open(PromptLeakDetector.Kind, new(_start, _lastEnd), Score);
        }
    }

    private void Break(FindingSink findings)
    {
        EndRun(findings);
        _window.Break();
        _couldBegin = false;
    }

    private void EndRun(FindingSink findings)
    {
        if (_isOpen)
        {
            findings.Close(_lastEnd);
        }

        _isOpen = false;
        _words = _confirmed = 0;
    }

    private bool Holds(int words) => _window.Count >= words && grams.Holds(_window.Hash(words), words);
}
