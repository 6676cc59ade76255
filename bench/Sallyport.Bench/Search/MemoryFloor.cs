using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Sallyport.Retrieval.Index;

namespace Sallyport.Bench.Search;

/// <summary>The least that an exact scan could take: reading every vector once, and adding the numbers up so that they are read.</summary>
internal static class MemoryFloor
{
    private const int Lanes = 4;

    /// <summary>Reads the vectors of an index.</summary>
    public static float Read(StoreIndex index)
    {
        var sum = 0f;
        foreach (var view in index.Views)
        {
            sum += Read(view.Segment.Vectors.Raw);
        }

        return sum;
    }

    /// <summary>Reads numbers, and adds them up.</summary>
    public static float Read(ReadOnlySpan<float> numbers)
    {
        ref var first = ref MemoryMarshal.GetReference(numbers);
        Vector512<float> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        var width = (nuint)Vector512<float>.Count;
        for (nuint i = 0; i + (Lanes * width) <= (nuint)numbers.Length; i += Lanes * width)
        {
            sum0 += Vector512.LoadUnsafe(ref first, i);
            sum1 += Vector512.LoadUnsafe(ref first, i + width);
            sum2 += Vector512.LoadUnsafe(ref first, i + (2 * width));
            sum3 += Vector512.LoadUnsafe(ref first, i + (3 * width));
        }

        return Vector512.Sum(sum0 + sum1 + sum2 + sum3);
    }
}
