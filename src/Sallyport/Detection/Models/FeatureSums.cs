using System.Runtime.Intrinsics;

namespace Sallyport.Detection.Models;

/// <summary>The sums of a stretch's feature rows, a number for each head, and how many features they sum: those of a window are those of its units, added.</summary>
internal readonly record struct FeatureSums(Vector256<int> Heads, int Count)
{
    /// <summary>The sum of a head.</summary>
    public int this[int head] => Heads[head];

    public static FeatureSums operator +(in FeatureSums left, in FeatureSums right) => new(left.Heads + right.Heads, left.Count + right.Count);

    public static FeatureSums operator -(in FeatureSums left, in FeatureSums right) => new(left.Heads - right.Heads, left.Count - right.Count);
}
