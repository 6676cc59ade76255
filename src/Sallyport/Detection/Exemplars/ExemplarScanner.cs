using Sallyport.Text;

namespace Sallyport.Detection.Exemplars;

/// <summary>
/// Reads word by word. Each word that the exemplars know makes pairs with the known ones among the three before it; a pair covers its two words in every
/// passage that has it. All that decides is counted in words, so that the findings, and their order, are those of the text however it is cut.
/// </summary>
internal sealed class ExemplarScanner(ExemplarSet exemplars) : Scanner
{
    // Two words that stand side by side in an exemplar may have two others between them in the text.
    private const int Reach = 3;

    private readonly Dictionary<int, PassageMatch> _near = [];
    private readonly List<PassageMatch> _open = [];
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

            // Spaces between words are no word.
            if (word.Weight > 0 || length == ExemplarWord.Blank)
            {
                _number++;
                CloseOver(findings);
            }

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

            foreach (var pair in pairs)
            {
                Cover(pair, end);
            }
        }

        _past[_number % Reach] = (word, _number);
    }

    private void Cover(in ExemplarPair pair, int end)
    {
        if (!_near.TryGetValue(pair.Passage, out var match))
        {
            _near.Add(pair.Passage, match = new(exemplars.Passages[pair.Passage]));
        }

        match.MoveTo(_number);
        var opens = match.Cover(pair.Earlier, _number, _next, end);
        if (match.Cover(pair.Later, _number, _next, end) || opens)
        {
            _open.Add(match);
        }
    }

    private void CloseOver(FindingSink findings)
    {
        for (var i = 0; i < _open.Count; i++)
        {
            if (_open[i].IsOverAt(_number))
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
        var least = int.MaxValue;
        foreach (var (passage, match) in _near)
        {
            match.MoveTo(_number);
            if (match.Start < 0)
            {
                _left.Push(passage);
            }
            else
            {
                least = Math.Min(least, match.Start);
            }
        }

        while (_left.TryPop(out var passage))
        {
            _near.Remove(passage);
        }

        return least;
    }
}
