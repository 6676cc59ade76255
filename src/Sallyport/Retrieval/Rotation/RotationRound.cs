using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Sallyport.Retrieval.Rotation;

/// <summary>Secret signs and a secret permutation, then Hadamard in blocks: orthogonal. Never changed but for being wiped.</summary>
internal sealed class RotationRound
{
    // Where the value comes from that goes to a place; and its sign, times what makes the transform of the place's block orthogonal.
    private readonly ushort[] _from;
    private readonly float[] _factors;

    /// <summary>Draws a round.</summary>
    /// <param name="draws">Where signs and permutation come from.</param>
    /// <param name="dimensions">The length of a vector.</param>
    /// <param name="mixesLast">Whether the last place, a block of its own where the length is odd, takes its value from another one.</param>
    public RotationRound(KeyedDraws draws, int dimensions, bool mixesLast)
    {
        _from = GC.AllocateArray<ushort>(dimensions, pinned: true);
        _factors = GC.AllocateArray<float>(dimensions, pinned: true);
        Permute(draws, mixesLast);
        for (var first = 0; first < dimensions;)
        {
            var size = Hadamard.FirstBlock(dimensions - first);
            var scale = 1 / MathF.Sqrt(size);
            foreach (ref var factor in _factors.AsSpan(first, size))
            {
                factor = draws.Bit() ? scale : -scale;
            }

            first += size;
        }
    }

    /// <summary>Rotates. The two buffers don't overlap.</summary>
    public void Apply(ReadOnlySpan<float> vector, Span<float> rotated)
    {
        for (var i = 0; i < rotated.Length; i++)
        {
            rotated[i] = vector[_from[i]] * _factors[i];
        }

        Hadamard.Transform(rotated);
    }

    /// <summary>Rotates back, and leaves <paramref name="rotated"/> changed. The two buffers don't overlap.</summary>
    public void Undo(Span<float> rotated, Span<float> vector)
    {
        Hadamard.Transform(rotated);
        for (var i = 0; i < rotated.Length; i++)
        {
            vector[_from[i]] = rotated[i] * _factors[i];
        }
    }

    /// <summary>Zeroes signs and permutation.</summary>
    public void Wipe()
    {
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(_from.AsSpan()));
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(_factors.AsSpan()));
    }

    // Fisher and Yates's shuffle.
    private void Permute(KeyedDraws draws, bool mixesLast)
    {
        for (var i = 0; i < _from.Length; i++)
        {
            _from[i] = (ushort)i;
        }

        var last = _from.Length - 1;
        for (var i = last; i > 0; i--)
        {
            var other = draws.Below(i + 1);
            (_from[i], _from[other]) = (_from[other], _from[i]);
        }

        if (mixesLast && last > 0 && int.IsOddInteger(_from.Length) && _from[last] == last)
        {
            var other = draws.Below(last);
            (_from[last], _from[other]) = (_from[other], _from[last]);
        }
    }
}
