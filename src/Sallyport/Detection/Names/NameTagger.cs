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

    // The labels of a token are one vector; what is behind the last label is never read.
    private const int Stride = 16;

    private readonly NameUnit _unit = new();
    private readonly float[] _scores = new float[(NameUnits.MaxLength + 1) * Stride];
    private readonly float[] _forward = new float[(NameUnits.MaxLength + 1) * Stride];
    private readonly float[] _backward = new float[(NameUnits.MaxLength + 1) * Stride];
    private readonly int[] _back = new int[(NameUnits.MaxLength + 1) * Stride];
    private readonly byte[] _labels = new byte[NameUnits.MaxLength + 1];

    // [label]: in nats, from the "outside" before the run.
    private readonly float[] _first = [.. model.Transitions.AsSpan(0, Labels), .. new float[Stride - Labels]];

    // [previous * Stride + label]: in nats, minus infinity where a label may not follow; and their powers of e, also by [label * Stride + previous].
    private readonly float[] _allowed = Spread(static (m, previous, label) => NameLabel.MayFollow(label, previous) ? m.Transitions[(previous * Labels) + label] : float.NegativeInfinity, model);
    private readonly float[] _steps = Spread(static (m, previous, label) => MathF.Exp(m.Transitions[(previous * Labels) + label]), model);
    private readonly float[] _stepsBack = Spread(static (m, previous, label) => MathF.Exp(m.Transitions[(label * Labels) + previous]), model);

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
            Score(rows, _scores.AsSpan((i - start) * Stride, Stride));
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
            sum += Vector256.WidenLower(Vector128.LoadUnsafe(ref weights, (nuint)(row * NameModel.Stride)).ToVector256Unsafe());
        }

        var (lower, upper) = Vector256.Widen(sum);
        (Vector512.ConvertToSingle(Vector512.Create(lower, upper)) * model.Scale).CopyTo(scores);
    }

    // Viterbi. Returns whether any label is other than "outside".
    private bool FindBest(int length)
    {
        var best = _forward;
        (At(_first, 0) + At(_scores, 0)).CopyTo(best);
        for (var i = 1; i < length; i++)
        {
            // Of paths that are alike the one from the lowest label counts, as it would one by one.
            var from = Vector512<int>.Zero;
            var value = Vector512.Create(float.NegativeInfinity);
            for (var previous = 0; previous < Labels; previous++)
            {
                var path = Vector512.Create(best[((i - 1) * Stride) + previous]) + At(_allowed, previous);
                var isBetter = Vector512.GreaterThan(path, value);
                value = Vector512.ConditionalSelect(isBetter, path, value);
                from = Vector512.ConditionalSelect(isBetter.AsInt32(), Vector512.Create(previous), from);
            }

            (value + At(_scores, i)).CopyTo(best, i * Stride);
            from.CopyTo(_back, i * Stride);
        }

        var last = 0;
        for (var label = 1; label < Labels; label++)
        {
            var at = (length - 1) * Stride;
            last = best[at + label] + model.Transitions[label * Labels] > best[at + last] + model.Transitions[last * Labels] ? label : last;
        }

        var any = false;
        for (var i = length - 1; i >= 0; i--)
        {
            _labels[i] = (byte)last;
            any |= last != NameLabel.Outside;
            last = i == 0 ? 0 : _back[(i * Stride) + last];
        }

        return any;
    }

    // Forward and backward sums, each position scaled to sum 1, then multiplied to the labels' probabilities in _forward.
    private void Sum(int length)
    {
        for (var i = 0; i < length; i++)
        {
            var scores = _scores.AsSpan(i * Stride, Labels);
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
            var sum = At(_steps, 0);
            if (i > 0)
            {
                sum = Vector512<float>.Zero;
                for (var previous = 0; previous < Labels; previous++)
                {
                    sum += Vector512.Create(_forward[((i - 1) * Stride) + previous]) * At(_steps, previous);
                }
            }

            Normalise(sum * At(_scores, i), _forward, i);
        }

        for (var i = length - 1; i >= 0; i--)
        {
            var sum = At(_stepsBack, 0);
            if (i < length - 1)
            {
                sum = Vector512<float>.Zero;
                for (var next = 0; next < Labels; next++)
                {
                    var at = ((i + 1) * Stride) + next;
                    sum += At(_stepsBack, next) * _scores[at] * _backward[at];
                }
            }

            Normalise(sum, _backward, i);
        }

        for (var i = 0; i < length; i++)
        {
            Normalise(At(_forward, i) * At(_backward, i), _forward, i);
        }
    }

    private static Vector512<float> At(float[] values, int token) => Vector512.Create(values, token * Stride);

    private static void Normalise(Vector512<float> values, float[] to, int token)
    {
        values.CopyTo(to, token * Stride);
        var sum = 0f;
        foreach (var value in to.AsSpan(token * Stride, Labels))
        {
            sum += value;
        }

        if (sum > 0)
        {
            (values / sum).CopyTo(to, token * Stride);
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
                sum += _forward[(i * Stride) + NameLabel.Begin(kind)] + _forward[(i * Stride) + NameLabel.Inside(kind)];
                i++;
            }
            while (i < length && _labels[i] == NameLabel.Inside(kind));

            Found.Add(new(kind, new TextSpan(tokens[start + from].Start, tokens[start + i - 1].End), sum / (i - from)));
        }
    }

    private static float[] Spread(Func<NameModel, int, int, float> value, NameModel model)
    {
        var spread = new float[Labels * Stride];
        for (var row = 0; row < Labels; row++)
        {
            for (var column = 0; column < Labels; column++)
            {
                spread[(row * Stride) + column] = value(model, row, column);
            }
        }

        return spread;
    }
}
