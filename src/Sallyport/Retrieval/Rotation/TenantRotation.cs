using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Sallyport.Tenancy;

namespace Sallyport.Retrieval.Rotation;

/// <summary>
/// A secret orthogonal transform of a tenant's vectors: two rounds of secret signs, a secret permutation and Hadamard in blocks of powers of two, without padding.
/// Dot products and lengths stay as they are; a product with a vector under another tenant's rotation is one with a random direction. It is a guard against
/// queries across tenants, not encryption: whoever knows as many pairs as there are dimensions knows the transform, and clusters show.
/// The same for the same tenant, embedder and dimensions, always and on every machine. Safe for concurrent use.
/// </summary>
internal sealed class TenantRotation : IDisposable
{
    /// <summary>The most dimensions of a vector.</summary>
    public const int MaxDimensions = 4096;

    private readonly RotationRound _first;
    private readonly RotationRound _second;
    private bool _wiped;

    /// <summary>Derives a tenant's rotation, in about a millisecond.</summary>
    /// <param name="vault">The tenant's keys; needed during this call alone.</param>
    /// <param name="embedder"><see cref="Embedder.Name"/>: each embedder's vectors have a rotation of their own.</param>
    /// <param name="dimensions">The length of a vector, 1 to <see cref="MaxDimensions"/>. With few of them there is little to be secret: at 1 it is a sign.</param>
    /// <exception cref="ObjectDisposedException">The vault is closed.</exception>
    public TenantRotation(TenantVault vault, string embedder, int dimensions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimensions, MaxDimensions);
        Dimensions = dimensions;
        using var draws = new KeyedDraws(vault, embedder, dimensions);
        _first = new(draws, dimensions, mixesLast: false);
        _second = new(draws, dimensions, mixesLast: true);
    }

    /// <summary>The length of a vector.</summary>
    public int Dimensions { get; }

    /// <summary>Rotates a vector.</summary>
    /// <param name="vector"><c>float[Dimensions]</c>.</param>
    /// <param name="rotated"><c>float[Dimensions]</c>; may be <paramref name="vector"/> itself.</param>
    /// <exception cref="ArgumentException">Either has another length.</exception>
    /// <exception cref="ObjectDisposedException">The rotation was disposed.</exception>
    public void Apply(ReadOnlySpan<float> vector, Span<float> rotated)
    {
        Check(vector, rotated);
        Span<float> between = stackalloc float[Dimensions];
        _first.Apply(vector, between);
        _second.Apply(between, rotated);
        Wipe(between);
        EnsureUnchanged(rotated);
    }

    /// <summary>Rotates back.</summary>
    /// <param name="rotated"><c>float[Dimensions]</c>, from <see cref="Apply"/>.</param>
    /// <param name="vector"><c>float[Dimensions]</c>; may be <paramref name="rotated"/> itself.</param>
    /// <exception cref="ArgumentException">Either has another length.</exception>
    /// <exception cref="ObjectDisposedException">The rotation was disposed.</exception>
    public void Undo(ReadOnlySpan<float> rotated, Span<float> vector)
    {
        Check(rotated, vector);
        Span<float> between = stackalloc float[Dimensions];
        rotated.CopyTo(vector);
        _second.Undo(vector, between);
        _first.Undo(between, vector);
        Wipe(between);
        EnsureUnchanged(vector);
    }

    /// <summary>Zeroes signs and permutations. A call that is under way ends well or fails; none gives what was made of zeros.</summary>
    public void Dispose()
    {
        Volatile.Write(ref _wiped, true);
        Interlocked.MemoryBarrier();
        _first.Wipe();
        _second.Wipe();
    }

    private static void Wipe(Span<float> values) => CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(values));

    private void Check(ReadOnlySpan<float> from, Span<float> to)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _wiped), this);
        if (from.Length != Dimensions || to.Length != Dimensions)
        {
            throw new ArgumentException($"A vector of {from.Length} dimensions where the rotation has {Dimensions}.");
        }
    }

    private void EnsureUnchanged(Span<float> result)
    {
        // Signs and permutations were read before this fence, and Dispose raises the flag before it zeroes.
        Interlocked.MemoryBarrier();
        if (_wiped)
        {
            Wipe(result);
            throw new ObjectDisposedException(nameof(TenantRotation));
        }
    }
}
