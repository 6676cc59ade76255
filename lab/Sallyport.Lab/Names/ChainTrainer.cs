using Sallyport.Detection.Names;

namespace Sallyport.Lab.Names;

/// <summary>
/// Trains a linear-chain conditional random field by gradient ascent on the likelihood, one run after another with AdaGrad's step and a
/// small decay. One thread and one seed: the same examples give the same bytes.
/// </summary>
internal sealed class ChainTrainer(int seed)
{
    private const int Labels = NameLabel.Count;
    private const float Rate = 0.05f;
    private const float Decay = 1e-4f;
    private const float Clip = 5f;
    private const float Forbidden = -1e4f;

    private readonly float[] _weights = new float[NameFeatures.Rows * Labels];
    private readonly float[] _squares = new float[NameFeatures.Rows * Labels];
    private readonly float[] _transitions = new float[Labels * Labels];
    private readonly float[] _transitionSquares = new float[Labels * Labels];
    private readonly float[] _scores = new float[512 * Labels];
    private readonly double[] _forward = new double[512 * Labels];
    private readonly double[] _backward = new double[512 * Labels];
    private readonly Random _random = new(seed);

    /// <summary>A run of open tokens.</summary>
    /// <param name="Rows">The features' rows, <see cref="NameFeatures.Count"/> for each token.</param>
    /// <param name="Labels">One a token.</param>
    public sealed record Run(int[] Rows, byte[] Labels);

    public void Train(IReadOnlyList<Run> runs, int epochs, TextWriter output)
    {
        for (var i = 0; i < Labels * Labels; i++)
        {
            _transitions[i] = NameLabel.MayFollow(i % Labels, i / Labels) ? 0 : Forbidden;
        }

        var order = Enumerable.Range(0, runs.Count).ToArray();
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            _random.Shuffle(order);
            var loss = 0.0;
            foreach (var i in order)
            {
                loss += Step(runs[i]);
            }

            output.WriteLine($"epoch {epoch + 1} of {epochs}: mean loss {loss / runs.Count:0.0000}");
        }
    }

    /// <summary>The model, weights rounded to signed bytes.</summary>
    /// <param name="lexicon">What is known of words.</param>
    /// <param name="outside">What "outside" is worth less, in nats: the balance of precision and recall.</param>
    /// <param name="calibration">See <see cref="NameModel"/>.</param>
    public NameModel ToModel(Lexicon lexicon, float outside, float[] calibration)
    {
        var scale = Clip / sbyte.MaxValue;
        var rounded = _weights.Select(weight => (sbyte)Math.Round(Math.Clamp(weight, -Clip, Clip) / scale)).ToArray();
        var transitions = _transitions.Select((value, i) => i % Labels == NameLabel.Outside ? value - outside : value).ToArray();
        return new(rounded, scale, transitions, calibration, lexicon);
    }

    private double Step(Run run)
    {
        var length = run.Labels.Length;
        Score(run, length);
        var likelihood = Sum(length);
        var gold = 0.0;
        var previous = NameLabel.Outside;
        for (var i = 0; i < length; i++)
        {
            gold += _scores[(i * Labels) + run.Labels[i]] + _transitions[(previous * Labels) + run.Labels[i]];
            previous = run.Labels[i];
        }

        gold += _transitions[previous * Labels];
        UpdateTransitions(run, length, likelihood);
        Span<float> gradient = stackalloc float[Labels];
        for (var i = 0; i < length; i++)
        {
            var any = 0f;
            for (var label = 0; label < Labels; label++)
            {
                var probability = Math.Exp(_forward[(i * Labels) + label] + _backward[(i * Labels) + label] - likelihood);
                gradient[label] = (label == run.Labels[i] ? 1f : 0f) - (float)probability;
                any = Math.Max(any, Math.Abs(gradient[label]));
            }

            if (any > 1e-3f)
            {
                Update(run.Rows.AsSpan(i * NameFeatures.Count, NameFeatures.Count), gradient);
            }
        }

        return likelihood - gold;
    }

    private void Score(Run run, int length)
    {
        for (var i = 0; i < length; i++)
        {
            var scores = _scores.AsSpan(i * Labels, Labels);
            scores.Clear();
            foreach (var row in run.Rows.AsSpan(i * NameFeatures.Count, NameFeatures.Count))
            {
                var weights = _weights.AsSpan(row * Labels, Labels);
                for (var label = 0; label < Labels; label++)
                {
                    scores[label] += weights[label];
                }
            }
        }
    }

    // In logarithms: the forward sums include the token's own score, the backward sums don't.
    private double Sum(int length)
    {
        Span<double> terms = stackalloc double[Labels];
        for (var i = 0; i < length; i++)
        {
            for (var label = 0; label < Labels; label++)
            {
                if (i == 0)
                {
                    _forward[label] = _transitions[label] + _scores[label];
                    continue;
                }

                for (var previous = 0; previous < Labels; previous++)
                {
                    terms[previous] = _forward[((i - 1) * Labels) + previous] + _transitions[(previous * Labels) + label];
                }

                _forward[(i * Labels) + label] = LogSum(terms) + _scores[(i * Labels) + label];
            }
        }

        for (var i = length - 1; i >= 0; i--)
        {
            for (var label = 0; label < Labels; label++)
            {
                if (i == length - 1)
                {
                    _backward[(i * Labels) + label] = _transitions[label * Labels];
                    continue;
                }

                for (var next = 0; next < Labels; next++)
                {
                    var at = ((i + 1) * Labels) + next;
                    terms[next] = _transitions[(label * Labels) + next] + _scores[at] + _backward[at];
                }

                _backward[(i * Labels) + label] = LogSum(terms);
            }
        }

        for (var label = 0; label < Labels; label++)
        {
            terms[label] = _forward[((length - 1) * Labels) + label] + _backward[((length - 1) * Labels) + label];
        }

        return LogSum(terms);
    }

    private void UpdateTransitions(Run run, int length, double likelihood)
    {
        for (var i = 0; i <= length; i++)
        {
            for (var previous = 0; previous < Labels; previous++)
            {
                if (i == 0 && previous != NameLabel.Outside)
                {
                    break;
                }

                for (var label = 0; label < (i == length ? 1 : Labels); label++)
                {
                    var at = (previous * Labels) + label;
                    if (_transitions[at] <= Forbidden)
                    {
                        continue;
                    }

                    var before = i == 0 ? 0 : _forward[((i - 1) * Labels) + previous];
                    var after = i == length ? 0 : _scores[(i * Labels) + label] + _backward[(i * Labels) + label];
                    var probability = Math.Exp(before + _transitions[at] + after - likelihood);
                    var isGold = (i == 0 || run.Labels[i - 1] == previous) && (i == length ? label == 0 : run.Labels[i] == label);
                    Ascend(ref _transitions[at], ref _transitionSquares[at], (isGold ? 1f : 0f) - (float)probability);
                }
            }
        }
    }

    private void Update(ReadOnlySpan<int> rows, ReadOnlySpan<float> gradient)
    {
        foreach (var row in rows)
        {
            for (var label = 0; label < Labels; label++)
            {
                var at = (row * Labels) + label;
                Ascend(ref _weights[at], ref _squares[at], gradient[label]);
            }
        }
    }

    private static void Ascend(ref float weight, ref float squares, float gradient)
    {
        gradient -= Decay * weight;
        squares += gradient * gradient;
        weight += Rate * gradient / (MathF.Sqrt(squares) + 1e-2f);
    }

    private static double LogSum(ReadOnlySpan<double> terms)
    {
        var most = double.NegativeInfinity;
        foreach (var term in terms)
        {
            most = Math.Max(most, term);
        }

        var sum = 0.0;
        foreach (var term in terms)
        {
            sum += term - most > -30 ? Math.Exp(term - most) : 0;
        }

        return most + Math.Log(sum);
    }
}
