using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Sallyport.Detection.Models;

/// <summary>Up to sixteen heads side by side: one row of weights a bucket, so that one look-up serves all. Immutable; shared by all threads.</summary>
internal sealed class HeadSet
{
    /// <summary>How many heads a row has room for.</summary>
    public const int MaxHeads = 16;

    // Sixteen-bit sums of so many bytes can't overflow.
    private const int MostBeforeWidening = 256;

    private readonly sbyte[] _rows = new sbyte[TextFeatures.Buckets * MaxHeads];
    private readonly float[] _scales;
    private readonly float[] _biases;
    private readonly float[] _powers;
    private readonly Calibration[] _calibrations;

    public HeadSet(IReadOnlyList<HeadModel> heads)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(heads.Count, MaxHeads);
        Heads = [.. heads.Select(head => head.Description)];
        _scales = [.. Heads.Select(head => head.Scale)];
        _biases = [.. Heads.Select(head => head.Bias)];
        _powers = [.. Heads.Select(head => head.CountPower)];
        _calibrations = [.. Heads.Select(head => new Calibration(head.Calibration))];
        for (var head = 0; head < heads.Count; head++)
        {
            var weights = heads[head].Weights;
            for (var bucket = 0; bucket < weights.Length; bucket++)
            {
                _rows[(bucket * MaxHeads) + head] = weights[bucket];
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
    public float Score(in FeatureSums sums, int head) => _biases[head] + (_scales[head] * sums[head] / HeadModel.Norm(sums.Count, _powers[head]));

    /// <summary>A head's probability for a score.</summary>
    public float Probability(float score, int head) => _calibrations[head].Of(score);

    private struct SummingSink(sbyte[] rows) : IFeatureSink
    {
        private Vector256<short> _near;
        private Vector256<int> _low;
        private Vector256<int> _high;
        private int _count;
        private int _widened;

        public FeatureSums Sums
        {
            get
            {
                Widen();
                return new(_low, _high, _count);
            }
        }

        public void Add(int bucket)
        {
            var row = Vector128.Create<sbyte>(MemoryMarshal.CreateReadOnlySpan(ref rows[bucket * MaxHeads], MaxHeads));
            var (low, high) = Vector128.Widen(row);
            _near += Vector256.Create(low, high);
            _count++;
            if (_count - _widened == MostBeforeWidening)
            {
                Widen();
            }
        }

        private void Widen()
        {
            var (low, high) = Vector256.Widen(_near);
            _low += low;
            _high += high;
            _near = default;
            _widened = _count;
        }
    }
}
