using System.Numerics;

namespace Sallyport.Ledger;

/// <summary>
/// What it takes to append to a tree and to know its root: the roots of the complete subtrees that its size falls into,
/// largest first, one for each set bit of the size.
/// </summary>
internal sealed class MerkleFrontier
{
    /// <summary>Stored nodes are this many levels apart: subtrees of 256 leaves, then of 65,536.</summary>
    public const int LevelHeight = 8;

    private const int MostSubtrees = 63;

    private readonly byte[] _hashes = new byte[(MostSubtrees + 1) * MerkleHash.Size];
    private int _count;

    public long Size { get; private set; }

    /// <param name="size">Number of leaves.</param>
    /// <param name="hashes">32 bytes for each set bit of <paramref name="size"/>.</param>
    /// <exception cref="InvalidDataException">The hashes do not fit the size: the stored head is damaged.</exception>
    public static MerkleFrontier Restore(long size, ReadOnlySpan<byte> hashes)
    {
        if (size < 0 || hashes.Length != BitOperations.PopCount((ulong)size) * MerkleHash.Size)
        {
            throw new InvalidDataException($"A ledger head of size {size} has {hashes.Length} bytes of hashes.");
        }

        var frontier = new MerkleFrontier { Size = size, _count = hashes.Length / MerkleHash.Size };
        hashes.CopyTo(frontier._hashes);
        return frontier;
    }

    /// <summary>Adds one leaf hash and reports the stored nodes that it completes.</summary>
    public void Append(ReadOnlySpan<byte> leafHash, List<MerkleNode>? completed = null)
    {
        leafHash.CopyTo(At(_count));
        _count++;
        for (var height = 0; ((Size >> height) & 1) == 1; height++)
        {
            _count--;
            MerkleHash.Node(At(_count - 1), At(_count), At(_count - 1));
            var merged = height + 1;
            if (merged % LevelHeight == 0)
            {
                completed?.Add(new MerkleNode(merged / LevelHeight, Size >> merged, At(_count - 1).ToArray()));
            }
        }

        Size++;
    }

    public byte[] Root()
    {
        if (_count == 0)
        {
            return MerkleHash.Empty();
        }

        var root = At(_count - 1).ToArray();
        for (var i = _count - 2; i >= 0; i--)
        {
            MerkleHash.Node(At(i), root, root);
        }

        return root;
    }

    public byte[] ToBytes() => _hashes.AsSpan(0, _count * MerkleHash.Size).ToArray();

    private Span<byte> At(int index) => _hashes.AsSpan(index * MerkleHash.Size, MerkleHash.Size);
}
