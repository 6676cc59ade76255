using System.Numerics.Tensors;

namespace Sallyport.Lab.Second;

/// <summary>
/// Trains one hidden layer over vectors by Adam, on one thread in a fixed order: the same vectors and seed give the same weights. Numbers of the vector and of the hidden layer are left out
/// at random, so that none carries an attack alone.
/// </summary>
internal sealed class NetworkTrainer
{
    private const int Batch = 256;
    private const int Rounds = 8;
    private const float Rate = 1e-3f;
    private const float Decay = 1e-2f;
    private const double InputDropout = 0.2;
    private const double HiddenDropout = 0.4;

    // Vectors have length 1, so each number is small; taken up into the weights at the end.
    private const float InputScale = 20;

    private readonly int _inputs;
    private readonly int _hidden;
    private readonly float[] _weights;
    private readonly float[] _slopes;
    private readonly float[] _means;
    private readonly float[] _squares;
    private readonly SeededRandom _random;
    private int _steps;

    private NetworkTrainer(int inputs, int hidden, SeededRandom random)
    {
        (_inputs, _hidden, _random) = (inputs, hidden, random);
        _weights = new float[(hidden * (inputs + 2)) + 1];
        (_slopes, _means, _squares) = (new float[_weights.Length], new float[_weights.Length], new float[_weights.Length]);
        Draw(_weights.AsSpan(0, hidden * inputs), 1 / MathF.Sqrt(inputs));
        Draw(_weights.AsSpan(hidden * (inputs + 1), hidden), 1 / MathF.Sqrt(hidden));
    }

    /// <summary>Trains.</summary>
    /// <returns>The weights, as a second stage's file has them.</returns>
    public static float[] Train(IReadOnlyList<(float[] Vector, bool IsPositive, float Weight)> examples, int hidden, SeededRandom random)
    {
        var trainer = new NetworkTrainer(examples[0].Vector.Length, hidden, random);
        var order = Enumerable.Range(0, examples.Count).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            random.Shuffle(order);
            foreach (var batch in order.Chunk(Batch))
            {
                trainer.Step(batch.Select(i => examples[i]));
            }
        }

        var inputs = trainer._weights.AsSpan(0, hidden * trainer._inputs);
        TensorPrimitives.Multiply(inputs, InputScale, inputs);
        return trainer._weights;
    }

    private void Step(IEnumerable<(float[] Vector, bool IsPositive, float Weight)> batch)
    {
        Array.Clear(_slopes);
        foreach (var (vector, isPositive, weight) in batch)
        {
            AddSlopes(vector, isPositive, weight / Batch);
        }

        _steps++;
        var rate = Rate * MathF.Sqrt(1 - MathF.Pow(0.999f, _steps)) / (1 - MathF.Pow(0.9f, _steps));
        for (var i = 0; i < _weights.Length; i++)
        {
            var slope = _slopes[i];
            _means[i] = (0.9f * _means[i]) + (0.1f * slope);
            _squares[i] = (0.999f * _squares[i]) + (0.001f * slope * slope);
            _weights[i] -= (rate * _means[i] / (MathF.Sqrt(_squares[i]) + 1e-8f)) + (Rate * Decay * _weights[i]);
        }
    }

    private void AddSlopes(float[] vector, bool isPositive, float weight)
    {
        var input = new float[_inputs];
        for (var i = 0; i < input.Length; i++)
        {
            input[i] = _random.Chance(InputDropout) ? 0 : vector[i] * InputScale / (float)(1 - InputDropout);
        }

        var values = new float[_hidden];
        var score = _weights[^1];
        for (var h = 0; h < _hidden; h++)
        {
            var sum = _weights[(_hidden * _inputs) + h] + TensorPrimitives.Dot<float>(_weights.AsSpan(h * _inputs, _inputs), input);
            values[h] = sum <= 0 || _random.Chance(HiddenDropout) ? 0 : sum / (float)(1 - HiddenDropout);
            score += values[h] * _weights[(_hidden * (_inputs + 1)) + h];
        }

        var slope = ((1 / (1 + MathF.Exp(-score))) - (isPositive ? 1 : 0)) * weight;
        _slopes[^1] += slope;
        for (var h = 0; h < _hidden; h++)
        {
            if (values[h] > 0)
            {
                _slopes[(_hidden * (_inputs + 1)) + h] += slope * values[h];
                var inner = slope * _weights[(_hidden * (_inputs + 1)) + h] / (float)(1 - HiddenDropout);
                _slopes[(_hidden * _inputs) + h] += inner;
                var row = _slopes.AsSpan(h * _inputs, _inputs);
                TensorPrimitives.MultiplyAdd(input, inner, row, row);
            }
        }
    }

    private void Draw(Span<float> weights, float most)
    {
        foreach (ref var weight in weights)
        {
            weight = most * (float)((_random.Next(1 << 20) / (double)(1 << 19)) - 1);
        }
    }
}
