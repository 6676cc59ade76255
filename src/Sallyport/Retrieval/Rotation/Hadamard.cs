using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Sallyport.Retrieval.Rotation;

/// <summary>
/// The Walsh-Hadamard transform, in natural order and not normalised, of blocks that lie one after another: the powers of two that sum up to the length, the largest
/// first. Each sum has two terms, so that every machine rounds alike, whatever its vectors' width.
/// </summary>
internal static class Hadamard
{
    private static readonly Vector128<float> AlternateSigns = Vector128.Create(1f, -1f, 1f, -1f);
    private static readonly Vector128<float> HalvedSigns = Vector128.Create(1f, 1f, -1f, -1f);

    /// <summary>The size of the first of the blocks that so many values are cut into.</summary>
    public static int FirstBlock(int length) => 1 << BitOperations.Log2((uint)length);

    /// <summary>Transforms in place. Twice gives each value back, times the size of its block.</summary>
    public static void Transform(Span<float> values)
    {
        while (!values.IsEmpty)
        {
            var block = values[..FirstBlock(values.Length)];
            TransformBlock(block);
            values = values[block.Length..];
        }
    }

    private static void TransformBlock(Span<float> block)
    {
        if (block.Length < Vector128<float>.Count)
        {
            TransformSmall(block);
            return;
        }

        TransformFours(block);
        for (var half = Vector128<float>.Count; half < block.Length; half *= 2)
        {
            for (var pair = block; !pair.IsEmpty; pair = pair[(2 * half)..])
            {
                AddAndSubtract(ref MemoryMarshal.GetReference(pair), (nuint)half);
            }
        }
    }

    private static void TransformSmall(Span<float> block)
    {
        if (block.Length == 2)
        {
            (block[0], block[1]) = (block[0] + block[1], block[0] - block[1]);
        }
    }

    // The first two steps, whose pairs stand within four neighbours.
    private static void TransformFours(Span<float> block)
    {
        ref var first = ref MemoryMarshal.GetReference(block);
        for (nuint i = 0; i < (nuint)block.Length; i += (nuint)Vector128<float>.Count)
        {
            var four = Vector128.LoadUnsafe(ref first, i);
            four = Vector128.Shuffle(four, Vector128.Create(1, 0, 3, 2)) + (four * AlternateSigns);
            four = Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1)) + (four * HalvedSigns);
            four.StoreUnsafe(ref first, i);
        }
    }

    private static void AddAndSubtract(ref float first, nuint half)
    {
        if (half >= (nuint)Vector512<float>.Count)
        {
            for (nuint i = 0; i < half; i += (nuint)Vector512<float>.Count)
            {
                var (left, right) = (Vector512.LoadUnsafe(ref first, i), Vector512.LoadUnsafe(ref first, half + i));
                (left + right).StoreUnsafe(ref first, i);
                (left - right).StoreUnsafe(ref first, half + i);
            }

            return;
        }

        for (nuint i = 0; i < half; i += (nuint)Vector128<float>.Count)
        {
            var (left, right) = (Vector128.LoadUnsafe(ref first, i), Vector128.LoadUnsafe(ref first, half + i));
            (left + right).StoreUnsafe(ref first, i);
            (left - right).StoreUnsafe(ref first, half + i);
        }
    }
}
