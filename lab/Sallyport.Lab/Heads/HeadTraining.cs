using System.Globalization;
using System.Numerics.Tensors;
using Sallyport.Detection.Models;
using Sallyport.Lab.Measures;

namespace Sallyport.Lab.Heads;

/// <summary>
/// Trains a head: once for each fold of sources, without them, to learn how it does on sources that it has never seen; then on all. The held-out scores
/// calibrate it and set its presets.
/// </summary>
internal sealed class HeadTraining(HeadTask task, string data, TextWriter output)
{
    private const ulong Seed = 20_260_101;

    // Folds take the seeds in between.
    private const int BagStep = 1_000;

    private static readonly string[] Presets = ["quiet", "balanced", "strict"];

    private readonly List<(Example Example, FeaturedText Text)> _examples = [];

    /// <summary>Reads the data and the features, once for all that follows.</summary>
    public void Read()
    {
        var random = new SeededRandom(Seed);
        foreach (var group in task.Read(data).GroupBy(example => (example.Source, example.IsPositive)).OrderBy(g => g.Key.Source, StringComparer.Ordinal).ThenBy(g => g.Key.IsPositive))
        {
            var rows = group.ToList();
            random.Shuffle(rows);
            _examples.AddRange(rows.Take(task.MostRows).Select(example => (example, FeaturedText.Of(example.Text, task.ReadsClauses))));
        }

        Say($"{_examples.Count} texts of {_examples.Select(e => e.Example.Source).Distinct().Count()} sources");
    }

    /// <summary>The texts that were read.</summary>
    public IEnumerable<Example> Examples => _examples.Select(static e => e.Example);

    /// <summary>The folds of their sources.</summary>
    public IEnumerable<int> Folds => _examples.Select(e => task.FoldOf(e.Example.Source)).Distinct().Order();

    /// <summary>A head that has seen nothing of a fold, and the composed texts that taught it.</summary>
    public (HeadModel Head, IReadOnlyList<Example> Composed) TrainWithout(int fold) =>
        TrainOn(source => task.FoldOf(source) != fold && task.Learns(source), Seed + (ulong)fold + 1);

    /// <summary>The head of all folds, not calibrated, and the composed texts that taught it.</summary>
    public (HeadModel Head, IReadOnlyList<Example> Composed) TrainOnAll() => TrainOn(task.Learns, Seed);

    /// <summary>Scores each text with a head that has seen nothing of its source.</summary>
    public IReadOnlyList<Judged> CrossJudge()
    {
        var judged = new List<Judged>();
        foreach (var fold in Folds)
        {
            var (head, _) = TrainWithout(fold);
            judged.AddRange(_examples.Where(e => task.FoldOf(e.Example.Source) == fold && task.IsJudged(e.Example.Source)).Select(e => new Judged(e.Example, HeadScores.Highest(head, e.Text))));
            Say($"fold {fold} judged");
        }

        return judged;
    }

    /// <summary>Trains on all sources, and calibrates by what <see cref="CrossJudge"/> told.</summary>
    public HeadModel Train(IReadOnlyList<Judged> judged)
    {
        var (head, _) = TrainOnAll();
        var points = PriorCalibration.Fit(judged, task.Prior);
        var calibration = new Calibration(points);
        return head.With(head.Description with
        {
            Calibration = points,
            Presets = new SortedDictionary<string, double>(
                Presets.ToDictionary(name => name, name => Math.Round(calibration.Of(PriorCalibration.ThresholdAt(judged, task.FalseAlarmsAt(name))), 3)), StringComparer.Ordinal),
        });
    }

    private (HeadModel Head, IReadOnlyList<Example> Composed) TrainOn(Func<string, bool> isSeen, ulong seed)
    {
        var bags = Enumerable.Range(0, task.Bags).Select(bag => TrainBag(isSeen, seed + (ulong)(BagStep * bag))).ToList();
        var weights = new float[TextFeatures.Buckets];
        foreach (var bag in bags)
        {
            TensorPrimitives.MultiplyAdd(bag.Weights, 1f / bags.Count, weights, weights);
        }

        var description = new HeadDescription { Name = task.Name, Kind = task.Kind, Bias = bags.Average(static bag => bag.Bias), CountPower = task.CountPower, ReadsClauses = task.ReadsClauses, Prior = task.Prior };
        return (HeadModel.Quantize(description, weights), bags[0].Composed);
    }

    private (float[] Weights, float Bias, IReadOnlyList<Example> Composed) TrainBag(Func<string, bool> isSeen, ulong seed)
    {
        var random = new SeededRandom(seed);
        var seen = _examples.Where(e => isSeen(e.Example.Source) && task.Learns(e.Example.Source, e.Example.IsPositive)).ToList();
        var composed = task.Compose([.. seen.Where(e => !e.Example.IsPositive).Select(e => e.Example)], random)
            .Select(example => (Example: example, Text: FeaturedText.Of(example.Text, task.ReadsClauses, example.Sign))).ToList();
        seen.AddRange(composed);
        var shares = BalancedWeights(seen, composed.Count);
        var (weights, bias) = new LinearTrainer { CountPower = task.CountPower, Rounds = task.Rounds, Rate = task.Rate, Ridge = task.Ridge }.Train([.. seen.Select((e, i) => (e.Text, e.Example.IsPositive, shares[i]))], random);
        Say($"trained on {seen.Count} texts, {composed.Count} of them composed");
        return (weights, bias, [.. composed.Select(static c => c.Example)]);
    }

    // A source counts as the root of its rows; negative texts together twice as much as positive ones. So that no language is a sign, neither label counts
    // much more than that within one language.
    private float[] BalancedWeights(List<(Example Example, FeaturedText Text)> seen, int composed)
    {
        var sizes = seen.GroupBy(e => (e.Example.Source, e.Example.IsPositive)).ToDictionary(g => g.Key, g => g.Sum(e => (double)e.Example.Weight));
        var totals = sizes.GroupBy(s => s.Key.IsPositive).ToDictionary(g => g.Key, g => g.Sum(s => Math.Sqrt(s.Value)));
        var weights = seen.Select(e =>
        {
            var size = sizes[(e.Example.Source, e.Example.IsPositive)];
            var share = (e.Example.IsPositive ? 1 : 2) / 3.0;
            return seen.Count * share * e.Example.Weight * Math.Sqrt(size) / size / totals[e.Example.IsPositive];
        }).ToArray();
        if (task.ComposedShare is { } composedShare)
        {
            // Composed texts are the last.
            foreach (var isPositive in new[] { true, false })
            {
                var own = Enumerable.Range(0, seen.Count).Where(i => seen[i].Example.IsPositive == isPositive).ToLookup(i => i >= seen.Count - composed);
                var (sum, ofComposed) = (own.Sum(group => group.Sum(i => weights[i])), own[true].Sum(i => weights[i]));
                if (ofComposed > 0 && ofComposed < sum)
                {
                    Scale(own[true], sum * composedShare / ofComposed);
                    Scale(own[false], sum * (1 - composedShare) / (sum - ofComposed));
                }
            }
        }

        var negative = seen.Zip(weights).Where(e => !e.First.Example.IsPositive).GroupBy(e => e.First.Example.Language).ToDictionary(g => g.Key, g => g.Sum(e => e.Second));
        var positive = seen.Zip(weights).Where(e => e.First.Example.IsPositive).GroupBy(e => e.First.Example.Language).ToDictionary(g => g.Key, g => g.Sum(e => e.Second));
        return
        [
            .. seen.Zip(weights).Select(e =>
            {
                var most = 0.6 * negative.GetValueOrDefault(e.First.Example.Language);
                var sum = positive.GetValueOrDefault(e.First.Example.Language);
                return (float)(e.First.Example.IsPositive && sum > most ? e.Second * most / sum : e.Second);
            }),
        ];

        void Scale(IEnumerable<int> rows, double by)
        {
            foreach (var i in rows)
            {
                weights[i] *= by;
            }
        }
    }

    private void Say(string what) => output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetUtcNow():HH:mm:ss} {task.Name}: {what}"));
}
