using Sallyport.Hosting;
using Sallyport.Policy;
using Sallyport.Text;

namespace Sallyport.Server.Mutating;

/// <summary>
/// An attacker who sees the scores: edits a text until no guard of the policy takes it up any more, or the budget is spent. Deterministic for a seed. The edits keep the sense for a
/// reader as far as single words can; nothing checks that the attack would still work on a model, so what is found is a lower bound of what is caught.
/// </summary>
internal sealed class AdaptiveSearch(TextScan scan, int budget)
{
    private const int Population = 8;
    private const int FirstEdits = 3;
    private const int MostWeighed = 40;

    private static readonly WordEdit[] Edits = Enum.GetValues<WordEdit>();

    /// <summary>Searches for a text that passes.</summary>
    /// <param name="text">What to begin with.</param>
    /// <param name="origin">Whose words it is.</param>
    /// <param name="kind">How to search.</param>
    /// <param name="draws">The draws.</param>
    public SearchResult Run(string text, Origin origin, SearchKind kind, Draws draws)
    {
        var hunt = new Hunt(scan, origin, budget);
        var start = MutantText.Of(text);
        if (hunt.Try(start) && start.Words.Count > 0)
        {
            if (kind == SearchKind.Greedy)
            {
                Greedy(hunt, start, draws);
            }
            else
            {
                Evolve(hunt, start, draws);
            }
        }

        return hunt.Result;
    }

    // The words that weigh most first, each with the edit that helps most.
    private static void Greedy(Hunt hunt, MutantText start, Draws draws)
    {
        var weights = new List<(int Word, double Left)>();
        foreach (var word in start.Words.Take(MostWeighed))
        {
            if (hunt.IsOver)
            {
                return;
            }

            weights.Add((word, hunt.Look(start.Without(word))));
        }

        foreach (var (word, _) in weights.OrderBy(static weight => weight.Left))
        {
            foreach (var edit in Edits)
            {
                var tried = hunt.Best!.With(word, edit, draws);
                if (!ReferenceEquals(tried, hunt.Best) && !hunt.Try(tried))
                {
                    return;
                }
            }
        }

        while (!hunt.IsOver && hunt.Try(Surrounded(hunt.Best!, draws)))
        {
        }
    }

    // A few texts; two of the better ones give one more, with an edit of its own, in place of the worst.
    private static void Evolve(Hunt hunt, MutantText start, Draws draws)
    {
        var living = new List<(MutantText Text, double Alarm)>();
        while (living.Count < Population && !hunt.IsOver)
        {
            var first = start;
            for (var i = 0; i < FirstEdits; i++)
            {
                first = Edited(first, draws);
            }

            living.Add((first, hunt.Weigh(first)));
        }

        while (!hunt.IsOver)
        {
            var child = Edited(Parent(living, draws).Crossed(Parent(living, draws), draws), draws);
            var alarm = hunt.Weigh(child);
            var worst = living.IndexOf(living.MaxBy(static one => one.Alarm));
            if (alarm <= living[worst].Alarm)
            {
                living[worst] = (child, alarm);
            }
        }
    }

    private static MutantText Parent(List<(MutantText Text, double Alarm)> living, Draws draws)
    {
        var (one, other) = (living[draws.Next(living.Count)], living[draws.Next(living.Count)]);
        return one.Alarm <= other.Alarm ? one.Text : other.Text;
    }

    private static MutantText Edited(MutantText text, Draws draws) => draws.Next(Edits.Length + 1) is var edit && edit < Edits.Length
        ? text.With(text.Words[draws.Next(text.Words.Count)], Edits[edit], draws)
        : Surrounded(text, draws);

    private static MutantText Surrounded(MutantText text, Draws draws) => draws.Next(2) == 0
        ? text.Between($"{OrdinaryText.Sentence(draws)} {text.Before}", text.After)
        : text.Between(text.Before, $"{text.After} {OrdinaryText.Sentence(draws)}");

    /// <summary>The tries so far, and the best of them.</summary>
    private sealed class Hunt(TextScan scan, Origin origin, int budget)
    {
        private double _first = double.NaN;
        private double _least = double.MaxValue;
        private int _tries;

        public MutantText? Best { get; private set; }

        /// <summary>Whether a text passes, or nothing more may be tried.</summary>
        public bool IsOver => _least == 0 || _tries >= budget;

        public SearchResult Result => new(Best!.ToString(), _first, _least, _tries);

        /// <summary>Tries a text; false where the hunt is over.</summary>
        public bool Try(MutantText text)
        {
            if (!IsOver)
            {
                Weigh(text);
            }

            return !IsOver;
        }

        /// <summary>How loud the guards are about a text: the highest score of each that takes something up, together. 0 where none does.</summary>
        public double Look(MutantText text)
        {
            _tries++;
            var result = scan.Scan(text.ToString(), origin);
            return result.Verdict == GuardAction.Ignore ? 0 : AlarmOf(result);
        }

        /// <summary>The same, and keeps the text if none was better.</summary>
        public double Weigh(MutantText text)
        {
            var alarm = Look(text);
            if (Best is null)
            {
                _first = alarm;
            }

            if (alarm < _least)
            {
                (_least, Best) = (alarm, text);
            }

            return alarm;
        }

        // A guard that speaks of a score of 0 speaks all the same.
        private static double AlarmOf(TextScanResult result) => double.Epsilon + result.Findings
            .Where(TextScan.IsTakenUp)
            .GroupBy(static found => found.Judgement.Guard)
            .Sum(static guard => (double)guard.Max(static found => found.Finding.Score));
    }
}
