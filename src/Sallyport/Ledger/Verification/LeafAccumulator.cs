using System.Security.Cryptography;

namespace Sallyport.Ledger.Verification;

/// <summary>The root of a growing tree: complete subtrees on a stack, joined when two of the same height meet.</summary>
internal sealed class LeafAccumulator
{
    private readonly Stack<(int Height, byte[] Hash)> _subtrees = new();

    public long Size { get; private set; }

    public void Add(byte[] leafHash)
    {
        var (height, hash) = (0, leafHash);
        while (_subtrees.TryPeek(out var left) && left.Height == height)
        {
            _subtrees.Pop();
            (height, hash) = (height + 1, ProofCheck.NodeHash(left.Hash, hash));
        }

        _subtrees.Push((height, hash));
        Size++;
    }

    public byte[] Root()
    {
        byte[]? root = null;
        foreach (var (_, hash) in _subtrees)
        {
            root = root is null ? hash : ProofCheck.NodeHash(hash, root);
        }

        return root ?? SHA256.HashData([]);
    }
}
