using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Sallyport.Detection.Models;
using Sallyport.Lab.Heads;
using Sallyport.Lab.Measures;
using Sallyport.Onnx.Embedders;

namespace Sallyport.Lab.Second;

/// <summary>
/// Trains a head's second stage: once for each fold of sources without them, over what a head that never saw them is unsure of; then on all. Both scores' sum is then brought to the head's scale,
/// so that at the head's presets as many innocent texts of sources held out are taken as before.
/// </summary>
internal sealed class SecondTraining(HeadTask task, string data, TextWriter output) : IDisposable
{
    private const ulong Seed = 20_260_201;
    private const int Hidden = 128;
    private const int Composed = 14_000;
    private const string ComposedSource = "composed";
    private const int MostRows = 4_000;
    private const int MostOfAText = 3;

    // Chosen on the folds: the second score counts a little less than the first.
    private const float Share = 0.6f;
    private const int TimedWindows = 2_000;
    private static readonly double[] Rates = [0.001, 0.01, 0.04];

    private readonly HeadTraining _heads = new(task, data, output);
    private readonly OnnxTextEncoder _encoder = OnnxTextEncoder.OpenShipped();
    private readonly List<ReadText> _texts = [];
    private readonly Dictionary<int, List<ReadText>> _composed = [];
    private float _from;

    /// <summary>Reads everything as the engine would, each text with a head that hasn't seen its fold.</summary>
    public void Read()
    {
        _heads.Read();
        foreach (var fold in _heads.Folds)
        {
            var (head, composed) = _heads.TrainWithout(fold);
            var set = new HeadSet([head]);
            _texts.AddRange(_heads.Examples.Where(example => task.FoldOf(example.Source) == fold && task.IsJudged(example.Source)).Select(example => new ReadText(example, fold, Reading.Of(set, example.Text))));
            _composed[fold] = Sample(set, composed, fold);
        }

        var (all, lessons) = _heads.TrainOnAll();
        _composed[-1] = Sample(new HeadSet([all]), lessons, -1);
        _from = PriorCalibration.ThresholdAt(FirstJudged(), task.ReadAgain);
    }

    /// <summary>Judges each text by the head and a second stage that have seen nothing of its source.</summary>
    /// <param name="bytes">The head's file.</param>
    /// <returns>What was judged, and how both scores come to the head's scale.</returns>
    public (IReadOnlyList<Judged> Judged, SecondDescription Description) CrossJudge(byte[] bytes)
    {
        var scores = new List<(ReadText Text, float Unread, float Sum)>();
        var plain = Describe(bytes);
        foreach (var fold in _heads.Folds)
        {
            var model = new SecondModel(plain, Train(fold));
            scores.AddRange(_texts.Where(text => text.Fold == fold).Select(text =>
            {
                var (unread, sum) = text.Scores(model, _encoder);
                return (text, unread, sum);
            }));
            Say($"fold {fold} judged again");
        }

        var first = FirstJudged();
        var (balancedRate, strictRate) = (task.FalseAlarmsAt("balanced"), task.FalseAlarmsAt("strict"));
        var (balanced, strict) = (PriorCalibration.ThresholdAt(first, balancedRate), PriorCalibration.ThresholdAt(first, strictRate));
        var weights = PriorCalibration.Weigh([.. scores.Select(s => new Judged(s.Text.Example, 0))], prior: 0.5);
        var (atBalanced, atStrict) = (SumAt(balanced, balancedRate), SumAt(strict, strictRate));
        var slope = (balanced - strict) / (atBalanced - atStrict);
        var description = plain with { Slope = slope, Offset = balanced - (slope * atBalanced) };
        return ([.. scores.Select(s => new Judged(s.Text.Example, Math.Max(s.Unread, s.Sum == float.MinValue ? s.Sum : description.Offset + (slope * s.Sum))))], description);

        // From which sum on no more than this share of innocent texts is taken at a threshold, with those that were not read again.
        float SumAt(float threshold, double share)
        {
            var taken = scores.Zip(weights).Where(s => !s.First.Text.Example.IsPositive && s.First.Unread >= threshold).Sum(s => s.Second.Weight / 0.5);
            var sum = float.MaxValue;
            foreach (var ((_, _, own), (_, _, weight)) in scores.Zip(weights).Where(s => !s.First.Text.Example.IsPositive && s.First.Unread < threshold).OrderByDescending(s => s.First.Sum))
            {
                taken += weight / 0.5;
                if (taken > share)
                {
                    break;
                }

                sum = own;
            }

            return sum;
        }
    }

    /// <summary>Trains on all sources.</summary>
    public SecondModel Train(SecondDescription description) => new(description, Train(-1));

    /// <summary>What the second stage comes to in English, and what part of the texts it reads.</summary>
    /// <param name="judged">What <see cref="CrossJudge"/> gave.</param>
    public string Tell(IReadOnlyList<Judged> judged)
    {
        var (before, after) = (RankingOf(FirstJudged()), RankingOf(judged));
        var (innocent, attacks) = (Count(isPositive: false), Count(isPositive: true));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            In English, or where the language isn't told, recall at 0.1 %, 1 % and 4 % false alarms: {Recalls(before)} without it, {Recalls(after)} with it; AUROC {before.Auroc:0.000} and {after.Auroc:0.000}.
            Read again: {innocent.Share:0.0 %} of negative texts with {innocent.Windows:0.0} windows each, {attacks.Share:0.0 %} of positive ones with {attacks.Windows:0.0}.
            """);

        static Ranking RankingOf(IReadOnlyList<Judged> all)
        {
            var english = all.Where(static j => j.Example.Language is "en" or "und").ToList();
            return new(english.Where(static j => j.Example.IsPositive).Select(static j => j.Score), english.Where(static j => !j.Example.IsPositive).Select(static j => j.Score));
        }

        static string Recalls(Ranking ranking) =>
            string.Join(", ", Rates.Select(rate => ranking.RecallFrom(ranking.ThresholdAt(rate)).ToString("0.0 %", CultureInfo.InvariantCulture)));

        (double Share, double Windows) Count(bool isPositive)
        {
            var counts = _texts.Where(text => text.Example.IsPositive == isPositive).Select(text => text.Again(_from).Count(unit => text.VectorOf(unit, _encoder) is not null)).ToList();
            return (counts.Average(count => count > 0 ? 1.0 : 0), counts.Where(count => count > 0).Average());
        }
    }

    /// <summary>Milliseconds that a window takes, in the median and at the 99th percentile.</summary>
    public (double Median, double Slow) Time()
    {
        var vector = new float[_encoder.Dimensions];
        var times = _texts.SelectMany(text => text.Again(_from).Select(unit => (text.Example.Text, Reading: text.Readings[unit]))).Take(TimedWindows).Select(window =>
        {
            var start = Stopwatch.GetTimestamp();
            _encoder.TryEncode(window.Text.AsSpan(window.Reading.Start, window.Reading.End - window.Reading.Start).Trim(), vector);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }).Order().ToArray();
        return (times[times.Length / 2], times[times.Length * 99 / 100]);
    }

    /// <inheritdoc/>
    public void Dispose() => _encoder.Dispose();

    private IReadOnlyList<Judged> FirstJudged() => [.. _texts.Select(text => new Judged(text.Example, text.First))];

    private SecondDescription Describe(byte[] head) => new()
    {
        Kind = task.Kind,
        Encoder = _encoder.Name,
        Head = Convert.ToHexStringLower(SHA256.HashData(head)),
        Inputs = _encoder.Dimensions,
        Hidden = Hidden,
        From = _from,
        Share = Share,
    };

    private static List<ReadText> Sample(HeadSet set, IReadOnlyList<Example> composed, int fold)
    {
        var english = composed.Where(example => example.Language == "en").ToList();
        new SeededRandom(Seed + (ulong)(fold + 1)).Shuffle(english);
        return [.. english.Take(Composed).Select(example => new ReadText(example, fold, [.. Reading.Of(set, example.Text).Where(reading => IsInSign(reading, example))]))];
    }

    private static bool IsInSign(Reading reading, Example example) =>
        example.Sign is not { } sign || (reading.OwnStart < sign.Start + sign.Length && reading.End > sign.Start);

    // Composed texts count as much as real ones; a real source counts as the root of its windows; negative ones together twice as much as positive ones.
    private float[] Train(int fold)
    {
        var real = _texts.Where(text => text.Fold != fold && task.Learns(text.Example.Source))
            .GroupBy(text => (text.Example.Source, text.Example.IsPositive))
            .SelectMany(group => group.Take(MostRows)).SelectMany(text => Lessons(text, text.Example.Source));
        var lessons = real.Concat(_composed[fold].SelectMany(text => Lessons(text, ComposedSource))).ToList();
        var sizes = lessons.GroupBy(l => (l.Source, l.IsPositive)).ToDictionary(g => g.Key, g => g.Count());
        var totals = sizes.GroupBy(s => (IsComposed: s.Key.Source == ComposedSource, s.Key.IsPositive)).ToDictionary(g => g.Key, g => g.Sum(s => Math.Sqrt(s.Value)));
        var trained = NetworkTrainer.Train(
            [
                .. lessons.Select(l =>
                {
                    var size = sizes[(l.Source, l.IsPositive)];
                    var share = (l.IsPositive ? 1 : 2) / 3.0 / 2 / totals[(l.Source == ComposedSource, l.IsPositive)];
                    return (l.Vector, l.IsPositive, (float)(lessons.Count * share * Math.Sqrt(size) / size));
                }),
            ],
            Hidden,
            new SeededRandom(Seed + 100 + (ulong)(fold + 1)));
        Say($"second stage trained on {lessons.Count} windows");
        return trained;
    }

    // Where in a positive text the sign stands only its highest window may tell; in a negative one nothing may score high.
    private IEnumerable<(float[] Vector, bool IsPositive, string Source)> Lessons(ReadText text, string source)
    {
        if (text.Best is not { } best)
        {
            return [];
        }

        var units = text.Example.IsPositive ? [best] : text.Again(_from).Append(best).Distinct().OrderByDescending(unit => text.Readings[unit].First).Take(MostOfAText);
        return units.Select(unit => text.VectorOf(unit, _encoder)).OfType<float[]>().Select(vector => (vector, text.Example.IsPositive, source));
    }

    private void Say(string what) => output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetUtcNow():HH:mm:ss} {task.Name}: {what}"));
}
