using Sallyport.Detection.Models;

namespace Sallyport.Lab.Heads;

/// <summary>
/// Logistic regression by AdaGrad over hashed features. A text's label is that of its best windows: a positive text teaches by the windows that score highest,
/// a negative one by its highest and a drawn one, so that nothing in it may score high. Each update leaves out a share of the features, so that no single
/// phrase carries an attack. Weights are the mean of the last rounds'. Runs on one thread in a fixed order: the same examples and seed give the same bytes.
/// </summary>
internal sealed class LinearTrainer
{
    public int Rounds { get; init; } = 7;

    public float Rate { get; init; } = 0.08f;

    public float Ridge { get; init; } = 2e-5f;

    /// <summary>The share of features that an update leaves out.</summary>
    public float Dropout { get; init; } = 0.25f;

    /// <summary>The head's <see cref="HeadDescription.CountPower"/>.</summary>
    public float CountPower { get; init; } = 0.5f;

    public int AveragedRounds { get; init; } = 3;

    private const int MostTaught = 4;

    private readonly float[] _weights = new float[TextFeatures.Buckets];
    private readonly float[] _squares = new float[TextFeatures.Buckets];
    private float _bias;
    private float _biasSquares;

    /// <summary>Trains.</summary>
    /// <returns>The weights and the bias.</returns>
    public (float[] Weights, float Bias) Train(IReadOnlyList<(FeaturedText Text, bool IsPositive, float Weight)> examples, SeededRandom random)
    {
        var order = Enumerable.Range(0, examples.Count).ToArray();
        var mean = new double[_weights.Length];
        var meanBias = 0.0;
        for (var round = 0; round < Rounds; round++)
        {
            random.Shuffle(order);
            foreach (var i in order)
            {
                Teach(examples[i], round, random);
            }

            if (round >= Rounds - AveragedRounds)
            {
                for (var i = 0; i < mean.Length; i++)
                {
                    mean[i] += _weights[i] / (double)AveragedRounds;
                }

                meanBias += _bias / (double)AveragedRounds;
            }
        }

        return ([.. mean.Select(weight => (float)weight)], (float)meanBias);
    }

    private void Teach((FeaturedText Text, bool IsPositive, float Weight) example, int round, SeededRandom random)
    {
        var (text, isPositive, weight) = example;
        var windows = text.Windows;
        if (windows.Length == 0)
        {
            return;
        }

        if (text.Signs.Length > 0)
        {
            TeachSigned(text, isPositive, weight, random);
            return;
        }

        // At first nobody knows where in a positive text the sign is: each window gets its share.
        if (round == 0 && isPositive && windows.Length > 1)
        {
            for (var i = 0; i < MostTaught; i++)
            {
                Update(text, windows[random.Next(windows.Length)], isPositive, weight / MostTaught, random);
            }

            return;
        }

        var scores = WindowScoresOf(text);
        var ranked = new int[windows.Length];
        for (var i = 0; i < ranked.Length; i++)
        {
            ranked[i] = i;
        }

        Array.Sort(scores, ranked);
        var taught = isPositive ? Math.Clamp(windows.Length / 8, 1, MostTaught) : 1;
        for (var i = 0; i < taught; i++)
        {
            Update(text, windows[ranked[^(i + 1)]], isPositive, weight / taught, random);
        }

        if (!isPositive && windows.Length > 2)
        {
            Update(text, windows[random.Next(windows.Length)], isPositive, weight * 0.5f, random);
        }
    }

    // Where the sign's place is known, it teaches there, by its highest window and a drawn one; the rest of the text is innocent in either case.
    private void TeachSigned(FeaturedText text, bool isPositive, float weight, SeededRandom random)
    {
        var scores = WindowScoresOf(text);
        var (highest, drawn, seen, elsewhere) = (-1, -1, 0, -1);
        for (var w = 0; w < scores.Length; w++)
        {
            if (!text.Signs[w])
            {
                elsewhere = elsewhere < 0 || scores[w] > scores[elsewhere] ? w : elsewhere;
                continue;
            }

            highest = highest < 0 || scores[w] > scores[highest] ? w : highest;
            drawn = random.Next(++seen) == 0 ? w : drawn;
        }

        if (highest >= 0)
        {
            Update(text, text.Windows[highest], isPositive, weight, random);
            Update(text, text.Windows[drawn], isPositive, weight * 0.5f, random);
        }

        if (elsewhere >= 0)
        {
            Update(text, text.Windows[elsewhere], isPositive: false, weight * 0.5f, random);
        }
    }

    private float[] WindowScoresOf(FeaturedText text)
    {
        var sums = new float[text.Units.Length];
        for (var u = 0; u < sums.Length; u++)
        {
            var sum = 0f;
            foreach (var bucket in text.Units[u])
            {
                sum += _weights[bucket];
            }

            sums[u] = sum;
        }

        var scores = new float[text.Windows.Length];
        for (var w = 0; w < scores.Length; w++)
        {
            var (first, last) = text.Windows[w];
            var sum = 0f;
            var count = 0;
            for (var u = first; u <= last; u++)
            {
                sum += sums[u];
                count += text.Units[u].Length;
            }

            scores[w] = _bias + (sum / HeadModel.Norm(count, CountPower));
        }

        return scores;
    }

    private void Update(FeaturedText text, (int First, int Last) window, bool isPositive, float weight, SeededRandom random)
    {
        var salt = (uint)random.Next();
        var threshold = (uint)(Dropout * uint.MaxValue);
        var sum = 0f;
        var count = 0;
        for (var u = window.First; u <= window.Last; u++)
        {
            foreach (var bucket in text.Units[u])
            {
                if (IsKept(bucket, salt, threshold))
                {
                    sum += _weights[bucket];
                    count++;
                }
            }
        }

        var norm = 1 / HeadModel.Norm(count, CountPower);
        var probability = 1 / (1 + MathF.Exp(-(_bias + (sum * norm))));
        var slope = (probability - (isPositive ? 1 : 0)) * weight;
        var step = slope * norm;
        for (var u = window.First; u <= window.Last; u++)
        {
            foreach (var bucket in text.Units[u])
            {
                if (IsKept(bucket, salt, threshold))
                {
                    var gradient = step + (Ridge * _weights[bucket]);
                    _squares[bucket] += gradient * gradient;
                    _weights[bucket] -= Rate * gradient / (MathF.Sqrt(_squares[bucket]) + 1e-4f);
                }
            }
        }

        _biasSquares += slope * slope;
        _bias -= Rate * slope / (MathF.Sqrt(_biasSquares) + 1e-4f);
    }

    private static bool IsKept(int bucket, uint salt, uint threshold) => ((uint)bucket * 0x9E3779B1 ^ salt) * 0x85EBCA6B >= threshold;
}
