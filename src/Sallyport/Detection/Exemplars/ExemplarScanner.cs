using Sallyport.Text;

namespace Sallyport.Detection.Exemplars;

/// <summary>
/// Reads word by word. Each word that the exemplars know makes pairs with the known ones among the three before it; a pair covers its two words in every
/// passage that has it. What many passages share wakes some of them only; the others count it, also what has just been, once a pair that few have is near. All that decides is counted in words
/// and characters of the text, so that the findings, and their order, are the same however it is cut.
/// </summary>
internal sealed class ExemplarScanner(ExemplarSet exemplars) : Scanner
{
    // Two words that stand side by side in an exemplar may have two others between them in the text.
    private const int Reach = 3;

    private readonly Dictionary<int, PassageMatch> _near = [];
    private readonly List<PassageMatch> _open = [];

    // Those of _near that share pairs, and the shared pairs of the last words.
    private readonly List<(int Passage, PassageMatch Match)> _sharing = [];
    private readonly Queue<Shared> _shared = new();
    private readonly Stack<int> _left = new();
    private readonly (ExemplarWord Word, int Number)[] _past = new (ExemplarWord, int)[Reach];
    private int _next;
    private int _number;

    public override int Advance(in TextWindow window, FindingSink findings)
    {
        while (_next < window.End)
        {
            var length = ExemplarWord.Read(window.From(_next), window.IsComplete, out var word);
            if (length == 0)
            {
                break;
            }

            // What stands between words is no word, however long it is.
            _number += word.Weight > 0 ? 1 : 0;
            ForgetShared();
            CloseOver(findings);
            if (word.Weight > 0 && exemplars.Knows(word))
            {
                Match(word, _next + length);
            }

            _next += length;
        }

        if (window.IsComplete)
        {
            foreach (var match in _open)
            {
                Report(match, findings);
            }

            _open.Clear();
            return _next;
        }

        return Math.Min(_next, LeastStart());
    }

    private void Match(in ExemplarWord word, int end)
    {
        foreach (var (earlier, number) in _past)
        {
            if (earlier.Weight == 0 || _number - number > Reach || exemplars.Find(earlier, word) is not { } pairs)
            {
                continue;
            }

            foreach (var pair in pairs.Waking)
            {
                Wake(pair, end);
            }

            if (pairs.Others.Count > 0)
            {
                CoverAwake(new(pairs, _number, _next, end));
            }
        }

        _past[_number % Reach] = (word, _number);
    }

    private void Wake(in ExemplarPair pair, int end)
    {
        var number = pair.Passage;
        var passage = exemplars.Passages[number];
        if (!_near.TryGetValue(number, out var match))
        {
            _near.Add(number, match = new(passage));
            if (passage.SharesPairs)
            {
                // In order, so that what was let go of in between changes nothing.
                var behind = _sharing.FindIndex(sharing => sharing.Passage > number);
                _sharing.Insert(behind < 0 ? _sharing.Count : behind, (number, match));
            }
        }

        match.MoveTo(_number, _next);
        if (passage.SharesPairs && match.Start < 0)
        {
            Recall(number, match);
        }

        Cover(match, pair, _number, _next, end);
    }

    private void CoverAwake(in Shared shared)
    {
        _shared.Enqueue(shared);
        foreach (var (passage, match) in _sharing)
        {
            match.MoveTo(_number, _next);
            if (match.Start >= 0 && shared.Pairs.OtherOf(passage) is { } pair)
            {
                Cover(match, pair, shared.Word, shared.Start, shared.End);
            }
        }
    }

    private void ForgetShared()
    {
        while (_shared.TryPeek(out var oldest) && (_number - oldest.Word > exemplars.SharedWindow || _next - oldest.Start > ExemplarPassage.MaxSpan))
        {
            _shared.Dequeue();
        }
    }

    // What a passage that slept has in common with the last words. A match that would have come to its end in between is left to those that were awake.
    private void Recall(int passage, PassageMatch match)
    {
        foreach (var shared in _shared)
        {
            if (match.Counts(shared.Word, shared.Start, _number, _next) && shared.Pairs.OtherOf(passage) is { } pair)
            {
                ResetIfOver(match, shared.Word, shared.Start);
                match.Cover(pair.Earlier, shared.Word, shared.Start, shared.End);
                match.Cover(pair.Later, shared.Word, shared.Start, shared.End);
            }
        }

        ResetIfOver(match, _number, _next);
        if (match.IsOpen)
        {
            _open.Add(match);
        }
    }

    private static void ResetIfOver(PassageMatch match, int word, int at)
    {
        if (match.IsOpen && match.IsOverAt(word, at))
        {
            match.Reset();
        }
    }

    private void Cover(PassageMatch match, in ExemplarPair pair, int word, int start, int end)
    {
        var opens = match.Cover(pair.Earlier, word, start, end);
        if (match.Cover(pair.Later, word, start, end) || opens)
        {
            _open.Add(match);
        }
    }

    private void CloseOver(FindingSink findings)
    {
        for (var i = 0; i < _open.Count; i++)
        {
            if (_open[i].IsOverAt(_number, _next))
            {
                Report(_open[i], findings);
                _open.RemoveAt(i--);
            }
        }
    }

    private static void Report(PassageMatch match, FindingSink findings)
    {
        findings.Report(ExemplarDetector.Kind, new(match.Start, match.End), match.Score);
        if (findings.TakeReason())
        {
            findings.Explain(match.Reason);
        }

        match.Reset();
    }

    /// <summary>The first place where a match begins or may still begin; lets go of passages of which nothing is near.</summary>
    private int LeastStart()
    {
        ForgetShared();
        var least = _shared.TryPeek(out var shared) ? shared.Start : int.MaxValue;
        foreach (var (passage, match) in _near)
        {
            match.MoveTo(_number, _next);
            if (match.Start >= 0)
            {
                least = Math.Min(least, match.Start);
            }
            else if (match.IsOverAndDone(_number))
            {
                _left.Push(passage);
            }
        }

        while (_left.TryPop(out var passage))
        {
            _near.Remove(passage);
            _sharing.RemoveAll(sharing => sharing.Passage == passage);
        }

        return least;
    }

    /// <summary>A pair that many passages share, where it stood.</summary>
    private readonly record struct Shared(ExemplarPairs Pairs, int Word, int Start, int End);
}
