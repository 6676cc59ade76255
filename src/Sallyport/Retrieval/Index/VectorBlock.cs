using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace Sallyport.Retrieval.Index;

/// <summary>
/// Vectors, row by row, in memory that the collector neither moves nor copies. Rows begin at cache lines and are filled up with zeros, so that a scan reads
/// whole lines. A row's product doesn't depend on where it lies: each is summed in one order, so that equal chunks score equally in any index.
/// </summary>
internal sealed class VectorBlock
{
    private const int LineFloats = 64 / sizeof(float);
    private const int RowsAtOnce = 4;

    private readonly float[] _floats;
    private readonly int _first;

    /// <summary>Room for so many rows of zeros.</summary>
    /// <exception cref="ArgumentException">They don't fit into one array (2^31 numbers).</exception>
    public VectorBlock(int rows, int dimensions)
    {
        Dimensions = dimensions;
        Stride = StrideOf(dimensions);
        var length = ((long)rows * Stride) + LineFloats;
        if (length > Array.MaxLength)
        {
            throw new ArgumentException($"A document of {rows} chunks is too large for an index.");
        }

        _floats = GC.AllocateArray<float>((int)length, pinned: true);
        _first = AlignedStart();
    }

    /// <summary>The length of a vector.</summary>
    public int Dimensions { get; }

    /// <summary>The numbers from one row to the next.</summary>
    public int Stride { get; }

    /// <summary>What it takes.</summary>
    public long Bytes => (long)_floats.Length * sizeof(float);

    /// <summary>The vector of a row, without what fills it up.</summary>
    public Span<float> this[int row] => _floats.AsSpan(_first + (row * Stride), Dimensions);

    /// <summary>The whole array, for those who look whether it was wiped.</summary>
    internal ReadOnlySpan<float> Raw => _floats;

    /// <summary>The numbers that a row of so many dimensions takes.</summary>
    public static int StrideOf(int dimensions) => (dimensions + LineFloats - 1) / LineFloats * LineFloats;

    /// <summary>The dot products of <paramref name="query"/> with rows that lie together.</summary>
    /// <param name="query"><c>float[Stride]</c>, filled up with zeros.</param>
    /// <param name="row">The first row.</param>
    /// <param name="to">As many products as rows.</param>
    public void Dot(ReadOnlySpan<float> query, int row, Span<float> to)
    {
        var width = Stride;
        if (query.Length != width)
        {
            throw new ArgumentException("A query has the length of a row.", nameof(query));
        }

        ref var question = ref MemoryMarshal.GetReference(query);
        var rows = _floats.AsSpan(_first + (row * width), to.Length * width);
        while (to.Length >= RowsAtOnce)
        {
            DotFour(ref question, rows[..(RowsAtOnce * width)], width, to[..RowsAtOnce]);
            rows = rows[(RowsAtOnce * width)..];
            to = to[RowsAtOnce..];
        }

        for (var i = 0; i < to.Length; i++)
        {
            to[i] = DotOne(ref question, rows.Slice(i * width, width));
        }
    }

    /// <summary>Zeroes rows.</summary>
    public void Wipe(int row, int count) => CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(_floats.AsSpan(_first + (row * Stride), count * Stride)));

    /// <summary>Zeroes all rows.</summary>
    public void Wipe() => CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(_floats.AsSpan()));

    private static void DotFour(ref float query, ReadOnlySpan<float> rows, int width, Span<float> to)
    {
        ref var first = ref MemoryMarshal.GetReference(rows);
        ref var second = ref Unsafe.Add(ref first, width);
        ref var third = ref Unsafe.Add(ref second, width);
        ref var fourth = ref Unsafe.Add(ref third, width);
        Vector512<float> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        for (nuint i = 0; i < (nuint)width; i += (nuint)Vector512<float>.Count)
        {
            var question = Vector512.LoadUnsafe(ref query, i);
            sum0 = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref first, i), question, sum0);
            sum1 = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref second, i), question, sum1);
            sum2 = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref third, i), question, sum2);
            sum3 = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref fourth, i), question, sum3);
        }

        to[0] = Vector512.Sum(sum0);
        to[1] = Vector512.Sum(sum1);
        to[2] = Vector512.Sum(sum2);
        to[3] = Vector512.Sum(sum3);
    }

    private static float DotOne(ref float query, ReadOnlySpan<float> row)
    {
        ref var first = ref MemoryMarshal.GetReference(row);
        Vector512<float> sum = default;
        for (nuint i = 0; i < (nuint)row.Length; i += (nuint)Vector512<float>.Count)
        {
            sum = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref first, i), Vector512.LoadUnsafe(ref query, i), sum);
        }

        return Vector512.Sum(sum);
    }

    // Pinned arrays stay where they are, so this holds for good.
    private int AlignedStart()
    {
        var address = (ulong)Unsafe.ByteOffset(ref Unsafe.NullRef<float>(), ref MemoryMarshal.GetArrayDataReference(_floats));
        return (int)(((64 - (address % 64)) % 64) / sizeof(float));
    }
}
