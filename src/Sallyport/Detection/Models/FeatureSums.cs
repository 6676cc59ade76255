using System.Runtime.Intrinsics;

namespace Sallyport.Detection.Models;

/// <summary>The sums of a stretch's feature rows, a number for each head, and how many features they sum: those of a window are those of its units, added.</summary>
internal readonly record struct FeatureSums(Vector256<int> Low, Vector256<int> High, int Count)
{
    /// <summary>The sum of a head.</summary>
    public int this[int head] => head < Vector256<int>.Count ? Low[head] : High[head - Vector256<int>.Count];

    public static FeatureSums operator +(in FeatureSums left, in FeatureSums right) => new(left.Low + right.Low, left.High + right.High, left.Count + right.Count);

    public static FeatureSums operator -(in FeatureSums left, in FeatureSums right) => new(left.Low - right.Low, left.High - right.High, left.Count - right.Count);
}
