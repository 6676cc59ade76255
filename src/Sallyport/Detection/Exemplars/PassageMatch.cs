namespace Sallyport.Detection.Exemplars;

/// <summary>How much of a passage stands in the last words of a text. Its state depends on those words alone.</summary>
internal sealed class PassageMatch
{
    // A match ends where so many words bring nothing more of the passage.
    private const int Gap = 16;
    private const int Never = -1;

    private readonly ExemplarPassage _passage;
    private readonly Queue<Hit> _hits = new();
    private readonly int[] _last;
    private int _covered;
    private int _most;
    private int _first;
    private int _start;
    private int _latest;
    private int _after = Never;

    public PassageMatch(ExemplarPassage passage)
    {
        _passage = passage;
        _last = new int[passage.Weights.Length];
        Array.Fill(_last, Never);
    }

    /// <summary>Whether enough of the passage was found, and more of it may come.</summary>
    public bool IsOpen => _most > 0;

    /// <summary>Where the match begins, or would begin; -1 where nothing of the passage is near.</summary>
    public int Start => IsOpen ? _start : _hits.TryPeek(out var oldest) ? oldest.Start : -1;

    /// <summary>Which exemplar it is like, and how much.</summary>
    public FindingReason Reason => new() { Exemplar = _passage.Exemplar, Likeness = (float)_most / _passage.Total };

    /// <summary>Where the match ends.</summary>
    public int End { get; private set; }

    /// <summary>The match's score.</summary>
    public float Score => _passage.ScoreOf(_most);

    /// <summary>Whether nothing of the passage is near, nor anything that was reported and must not count again.</summary>
    public bool IsOverAndDone(int word) => Start < 0 && (_after == Never || word - _after > _passage.Window);

    /// <summary>Lets go of what stands too far before a word. To be called with each word or later, in order.</summary>
    /// <param name="word">The word's number.</param>
    /// <param name="at">Where it starts.</param>
    public void MoveTo(int word, int at)
    {
        while (_hits.TryPeek(out var hit) && (word - hit.Word > _passage.Window || at - hit.Start > ExemplarPassage.MaxSpan))
        {
            _hits.Dequeue();
            if (_last[hit.Place] == hit.Word)
            {
                _last[hit.Place] = Never;
                _covered -= _passage.Weights[hit.Place];
            }
        }
    }

    /// <summary>Whether the open match is over when the text has come to a word.</summary>
    public bool IsOverAt(int word, int at) => word - _latest > Gap || word - _first > _passage.Window || at - _start > ExemplarPassage.MaxSpan;

    /// <summary>Whether a word, read before the one the text has come to, still counts.</summary>
    public bool Counts(int word, int at, int now, int nowAt) => word > _after && now - word <= _passage.Window && nowAt - at <= ExemplarPassage.MaxSpan;

    /// <summary>A word of the passage stands at a word of the text, or some words before it.</summary>
    /// <param name="place">The word's place in the passage.</param>
    /// <param name="word">The number of the text's word that shows it.</param>
    /// <param name="start">Where that word starts.</param>
    /// <param name="end">Where it ends.</param>
    /// <returns>Whether the match opens with it.</returns>
    public bool Cover(int place, int word, int start, int end)
    {
        if (_last[place] == word)
        {
            return false;
        }

        _covered += _last[place] == Never ? _passage.Weights[place] : 0;
        _last[place] = word;
        _hits.Enqueue(new(word, place, start));
        (_latest, End) = (word, end);
        var opens = !IsOpen && _covered >= _passage.Share * _passage.Total;
        if (opens)
        {
            var oldest = _hits.Peek();
            (_first, _start) = (oldest.Word, oldest.Start);
        }

        _most = opens || IsOpen ? Math.Max(_most, _covered) : 0;
        return opens;
    }

    /// <summary>Forgets all that has come.</summary>
    public void Reset()
    {
        _after = _latest;
        _hits.Clear();
        Array.Fill(_last, Never);
        _covered = _most = 0;
    }

    private readonly record struct Hit(int Word, int Place, int Start);
}
