using System.Numerics;

namespace Sallyport.Ledger;

/// <summary>The leaves [Start, End) of a tree, whose hash a proof names.</summary>
/// <remarks>
/// The plans follow the recursive definitions of RFC 6962, sections 2.1.1 and 2.1.2, from the root down; a proof lists
/// its hashes from the leaves up, so a plan is turned round at its end.
/// </remarks>
internal readonly record struct MerkleRange(long Start, long End)
{
    public static List<MerkleRange> Inclusion(long index, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var plan = new List<MerkleRange>();
        var (start, end) = (0L, size);
        while (end - start > 1)
        {
            var middle = start + Split(end - start);
            if (index < middle)
            {
                plan.Add(new MerkleRange(middle, end));
                end = middle;
            }
            else
            {
                plan.Add(new MerkleRange(start, middle));
                start = middle;
            }
        }

        plan.Reverse();
        return plan;
    }

    /// <summary>Empty when <paramref name="first"/> is 0 or equals <paramref name="second"/>: nothing is left to prove.</summary>
    public static List<MerkleRange> Consistency(long first, long second)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, second);
        var plan = new List<MerkleRange>();
        if (first == 0)
        {
            return plan;
        }

        var (start, end) = (0L, second);
        while (first < end)
        {
            var middle = start + Split(end - start);
            if (first <= middle)
            {
                plan.Add(new MerkleRange(middle, end));
                end = middle;
            }
            else
            {
                plan.Add(new MerkleRange(start, middle));
                start = middle;
            }
        }

        // The verifier holds the first root, so it needs this hash only where the first tree is not this very subtree.
        if (start > 0)
        {
            plan.Add(new MerkleRange(start, end));
        }

        plan.Reverse();
        return plan;
    }

    /// <summary>The complete subtrees that the range falls into, as height and index, largest first.</summary>
    public IEnumerable<(int Height, long Index)> CompleteSubtrees()
    {
        for (var at = Start; at < End;)
        {
            var height = BitOperations.Log2((ulong)(End - at));
            yield return (height, at >> height);
            at += 1L << height;
        }
    }

    // The largest power of two below the number of leaves.
    private static long Split(long leaves) => 1L << BitOperations.Log2((ulong)(leaves - 1));
}
