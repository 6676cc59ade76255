using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Sallyport.Text;

namespace Sallyport.Detection.Names;

/// <summary>
/// A linear-chain conditional random field over a unit's open tokens. Each run of them is labelled on its own, with "outside" on both
/// sides: the best labels by Viterbi's algorithm, and the probability of each label by the forward and backward sums. What it finds is
/// scored by the mean probability of its kind over its tokens, calibrated. Buffers are its own; not safe for concurrent use.
/// </summary>
internal sealed class NameTagger(NameModel model)
{
    private const int Labels = NameLabel.Count;

    private readonly NameUnit _unit = new();
    private readonly float[] _scores = new float[(NameUnits.MaxLength + 1) * Labels];
    private readonly float[] _forward = new float[(NameUnits.MaxLength + 1) * Labels];
    private readonly float[] _backward = new float[(NameUnits.MaxLength + 1) * Labels];
    private readonly byte[] _back = new byte[(NameUnits.MaxLength + 1) * Labels];
    private readonly byte[] _labels = new byte[NameUnits.MaxLength + 1];
    private readonly float[] _steps = StepsOf(model);

    public NameModel Model => model;

    /// <summary>What was found by the last call of <see cref="Read"/>, by start; never overlapping.</summary>
    public List<NameSpan> Found { get; } = [];

    /// <summary>Reads a unit.</summary>
    public void Read(ReadOnlySpan<char> text)
    {
        Found.Clear();
        _unit.Read(text, model.Lexicon);
        if (!_unit.IsAnyOpen)
        {
            return;
        }

        var tokens = _unit.Tokens;
        for (var start = 0; start < tokens.Length;)
        {
            if (!tokens[start].IsOpen)
            {
                start++;
                continue;
            }

            var end = start + 1;
            while (end < tokens.Length && tokens[end].IsOpen)
            {
                end++;
            }

            ReadRun(text, start, end);
            start = end;
        }
    }

    private void ReadRun(ReadOnlySpan<char> text, int start, int end)
    {
        Span<int> rows = stackalloc int[NameFeatures.Count];
        for (var i = start; i < end; i++)
        {
            NameFeatures.Of(_unit, text, i, rows);
            Score(rows, _scores.AsSpan((i - start) * Labels, Labels));
        }

        var length = end - start;
        if (FindBest(length))
        {
            Sum(length);
            Collect(start, length);
        }
    }

    private void Score(ReadOnlySpan<int> rows, Span<float> scores)
    {
        var sum = Vector256<short>.Zero;
        ref var weights = ref MemoryMarshal.GetReference(model.Weights);
        foreach (var row in rows)
        {
            var (lower, upper) = Vector128.Widen(Vector128.LoadUnsafe(ref weights, (nuint)(row * NameModel.Stride)));
            sum += Vector256.Create(lower, upper);
        }

        Span<short> sums = stackalloc short[Vector256<short>.Count];
        sum.CopyTo(sums);
        for (var label = 0; label < Labels; label++)
        {
            scores[label] = sums[label] * model.Scale;
        }
    }

    // Viterbi. Returns whether any label is other than "outside".
    private bool FindBest(int length)
    {
        var best = _forward;
        var transitions = model.Transitions;
        for (var label = 0; label < Labels; label++)
        {
            best[label] = model.Transitions[label] + _scores[label];
        }

        for (var i = 1; i < length; i++)
        {
            for (var label = 0; label < Labels; label++)
            {
                // An inside follows the label before it, which is its kind's beginning, or itself.
                var isInside = label > 0 && label % 2 == 0;
                var (from, value) = (0, float.NegativeInfinity);
                for (var previous = isInside ? label - 1 : 0; previous < (isInside ? label + 1 : Labels); previous++)
                {
                    var path = best[((i - 1) * Labels) + previous] + transitions[(previous * Labels) + label];
                    if (path > value)
                    {
                        (from, value) = (previous, path);
                    }
                }

                best[(i * Labels) + label] = value + _scores[(i * Labels) + label];
                _back[(i * Labels) + label] = (byte)from;
            }
        }

        var last = 0;
        for (var label = 1; label < Labels; label++)
        {
            var at = (length - 1) * Labels;
            last = best[at + label] + model.Transitions[label * Labels] > best[at + last] + model.Transitions[last * Labels] ? label : last;
        }

        var any = false;
        for (var i = length - 1; i >= 0; i--)
        {
            _labels[i] = (byte)last;
            any |= last != NameLabel.Outside;
            last = _back[(i * Labels) + last];
        }

        return any;
    }

    // Forward and backward sums, each position scaled to sum 1, then multiplied to the labels' probabilities in _forward.
    private void Sum(int length)
    {
        for (var i = 0; i < length; i++)
        {
            var scores = _scores.AsSpan(i * Labels, Labels);
            var most = 0f;
            foreach (var score in scores)
            {
                most = Math.Max(most, score);
            }

            for (var label = 0; label < Labels; label++)
            {
                scores[label] = MathF.Exp(scores[label] - most);
            }
        }

        for (var i = 0; i < length; i++)
        {
            for (var label = 0; label < Labels; label++)
            {
                var sum = i == 0 ? _steps[label] : 0f;
                for (var previous = 0; i > 0 && previous < Labels; previous++)
                {
                    sum += _forward[((i - 1) * Labels) + previous] * _steps[(previous * Labels) + label];
                }

                _forward[(i * Labels) + label] = sum * _scores[(i * Labels) + label];
            }

            Normalise(_forward.AsSpan(i * Labels, Labels));
        }

        for (var i = length - 1; i >= 0; i--)
        {
            for (var label = 0; label < Labels; label++)
            {
                var sum = i == length - 1 ? _steps[label * Labels] : 0f;
                for (var next = 0; i < length - 1 && next < Labels; next++)
                {
                    sum += _steps[(label * Labels) + next] * _scores[((i + 1) * Labels) + next] * _backward[((i + 1) * Labels) + next];
                }

                _backward[(i * Labels) + label] = sum;
            }

            Normalise(_backward.AsSpan(i * Labels, Labels));
        }

        for (var i = 0; i < length; i++)
        {
            var probabilities = _forward.AsSpan(i * Labels, Labels);
            for (var label = 0; label < Labels; label++)
            {
                probabilities[label] *= _backward[(i * Labels) + label];
            }

            Normalise(probabilities);
        }
    }

    private static void Normalise(Span<float> values)
    {
        var sum = 0f;
        foreach (var value in values)
        {
            sum += value;
        }

        if (sum > 0)
        {
            foreach (ref var value in values)
            {
                value /= sum;
            }
        }
    }

    private void Collect(int start, int length)
    {
        var tokens = _unit.Tokens;
        for (var i = 0; i < length;)
        {
            var kind = NameLabel.KindOf(_labels[i]);
            if (kind < 0)
            {
                i++;
                continue;
            }

            var from = i;
            var sum = 0f;
            do
            {
                sum += _forward[(i * Labels) + NameLabel.Begin(kind)] + _forward[(i * Labels) + NameLabel.Inside(kind)];
                i++;
            }
            while (i < length && _labels[i] == NameLabel.Inside(kind));

            Found.Add(new(kind, new TextSpan(tokens[start + from].Start, tokens[start + i - 1].End), sum / (i - from)));
        }
    }

    private static float[] StepsOf(NameModel model) => [.. model.Transitions.Select(static value => MathF.Exp(value))];
}
