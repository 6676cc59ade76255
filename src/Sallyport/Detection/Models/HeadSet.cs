using System.Runtime.Intrinsics;

namespace Sallyport.Detection.Models;

/// <summary>Up to eight heads side by side: one row of weights a bucket, so that one look-up serves all. Immutable; shared by all threads.</summary>
internal sealed class HeadSet
{
    /// <summary>How many heads a row has room for.</summary>
    public const int MaxHeads = 8;

    // Longer windows than the engine's have their norms computed.
    private const int KeptNorms = 8_192;

    // Eight signed bytes each, the first head's lowest.
    private readonly ulong[] _rows = new ulong[TextFeatures.Buckets];
    private readonly float[] _scales;
    private readonly float[] _biases;
    private readonly float[] _powers;
    private readonly float[][] _norms;
    private readonly Calibration[] _calibrations;

    public HeadSet(IReadOnlyList<HeadModel> heads)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(heads.Count, MaxHeads);
        Heads = [.. heads.Select(head => head.Description)];
        _scales = [.. Heads.Select(head => head.Scale)];
        _biases = [.. Heads.Select(head => head.Bias)];
        _powers = [.. Heads.Select(head => head.CountPower)];
        var norms = _powers.Distinct().ToDictionary(power => power, NormsOf);
        _norms = [.. _powers.Select(power => norms[power])];
        _calibrations = [.. Heads.Select(head => new Calibration(head.Calibration))];
        for (var head = 0; head < heads.Count; head++)
        {
            var weights = heads[head].Weights;
            for (var bucket = 0; bucket < weights.Length; bucket++)
            {
                _rows[bucket] |= (ulong)(byte)weights[bucket] << (8 * head);
            }
        }
    }

    /// <summary>The heads, in the order of their places in a row.</summary>
    public IReadOnlyList<HeadDescription> Heads { get; }

    /// <summary>Sums the features of a unit.</summary>
    public FeatureSums Sum(ReadOnlySpan<char> unit)
    {
        var sink = new SummingSink(_rows);
        TextFeatures.Read(unit, ref sink);
        return sink.Sums;
    }

    /// <summary>A head's score of a window: log-odds as trained, before calibration.</summary>
    public float Score(in FeatureSums sums, int head)
    {
        var norms = _norms[head];
        var norm = sums.Count < norms.Length ? norms[sums.Count] : HeadModel.Norm(sums.Count, _powers[head]);
        return _biases[head] + (_scales[head] * sums[head] / norm);
    }

    /// <summary>A head's probability for a score.</summary>
    public float Probability(float score, int head) => _calibrations[head].Of(score);

    private static float[] NormsOf(float power) => [.. Enumerable.Range(0, KeptNorms).Select(count => HeadModel.Norm(count, power))];

    private struct SummingSink(ulong[] rows) : IFeatureSink
    {
        private Vector256<int> _sums;
        private int _count;

        public readonly FeatureSums Sums => new(_sums, _count);

        // The rows of a batch don't wait for each other: that many look-ups are under way at once. Sixteen-bit sums of 256 bytes can't overflow.
        public void Add(ReadOnlySpan<int> buckets)
        {
            var sums = Vector128<short>.Zero;
            foreach (var bucket in buckets)
            {
                sums += Vector128.WidenLower(Vector128.CreateScalarUnsafe(rows[bucket]).AsSByte());
            }

            _sums += Vector256.Create(Vector128.WidenLower(sums), Vector128.WidenUpper(sums));
            _count += buckets.Length;
        }
    }
}
