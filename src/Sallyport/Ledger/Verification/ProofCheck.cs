// Inclusion and consistency proofs, checked as RFC 9162 describes (sections 2.1.3.2 and 2.1.4.2).
// Nothing here is shared with the code that writes ledgers.
using System.Security.Cryptography;

namespace Sallyport.Ledger.Verification;

/// <summary>Checks proofs against roots that a checkpoint fixes.</summary>
public static class ProofCheck
{
    private const int HashLength = 32;
    private const int LongestProof = 128;

    /// <summary>The hash of an entry's bytes as a leaf.</summary>
    public static byte[] LeafHash(ReadOnlySpan<byte> entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([0]);
        hash.AppendData(entry);
        return hash.GetHashAndReset();
    }

    /// <summary>Whether the leaf stands at <paramref name="index"/> in the tree of <paramref name="size"/> leaves with this root.</summary>
    public static bool Includes(long index, long size, ReadOnlySpan<byte> leafHash, IReadOnlyList<byte[]> proof, ReadOnlySpan<byte> root)
    {
        if (!IsProof(proof) || index < 0 || index >= size || leafHash.Length != HashLength)
        {
            return false;
        }

        var (node, last) = (index, size - 1);
        var hash = leafHash.ToArray();
        foreach (var sibling in proof)
        {
            if (last == 0)
            {
                return false;
            }

            if ((node & 1) == 1 || node == last)
            {
                hash = NodeHash(sibling, hash);
                while ((node & 1) == 0 && node != 0)
                {
                    node >>= 1;
                    last >>= 1;
                }
            }
            else
            {
                hash = NodeHash(hash, sibling);
            }

            node >>= 1;
            last >>= 1;
        }

        return last == 0 && root.SequenceEqual(hash);
    }

    /// <summary>Whether the tree of the second root begins with the leaves of the first.</summary>
    public static bool Extends(
        long firstSize, ReadOnlySpan<byte> firstRoot, long secondSize, ReadOnlySpan<byte> secondRoot, IReadOnlyList<byte[]> proof)
    {
        if (!IsProof(proof) || firstSize < 0 || firstSize > secondSize)
        {
            return false;
        }

        if (firstSize == secondSize)
        {
            return proof.Count == 0 && firstRoot.SequenceEqual(secondRoot);
        }

        if (firstSize == 0)
        {
            return proof.Count == 0 && firstRoot.SequenceEqual(SHA256.HashData([]));
        }

        var whole = (firstSize & (firstSize - 1)) == 0;
        if (!whole && proof.Count == 0)
        {
            return false;
        }

        var (node, last) = (firstSize - 1, secondSize - 1);
        while ((node & 1) == 1)
        {
            node >>= 1;
            last >>= 1;
        }

        var first = whole ? firstRoot.ToArray() : proof[0];
        var second = first;
        for (var i = whole ? 0 : 1; i < proof.Count; i++)
        {
            if (last == 0)
            {
                return false;
            }

            if ((node & 1) == 1 || node == last)
            {
                first = NodeHash(proof[i], first);
                second = NodeHash(proof[i], second);
                while ((node & 1) == 0 && node != 0)
                {
                    node >>= 1;
                    last >>= 1;
                }
            }
            else
            {
                second = NodeHash(second, proof[i]);
            }

            node >>= 1;
            last >>= 1;
        }

        return last == 0 && firstRoot.SequenceEqual(first) && secondRoot.SequenceEqual(second);
    }

    internal static byte[] NodeHash(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([1]);
        hash.AppendData(left);
        hash.AppendData(right);
        return hash.GetHashAndReset();
    }

    private static bool IsProof(IReadOnlyList<byte[]> proof) =>
        proof.Count <= LongestProof && proof.All(static h => h.Length == HashLength);
}
