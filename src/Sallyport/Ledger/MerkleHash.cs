using System.Buffers;
using System.Security.Cryptography;

namespace Sallyport.Ledger;

/// <summary>The two hashes of an RFC 6962 tree (section 2.1). The first byte keeps a leaf from ever passing as a node.</summary>
internal static class MerkleHash
{
    public const int Size = SHA256.HashSizeInBytes;

    private const byte LeafPrefix = 0x00;
    private const byte NodePrefix = 0x01;
    private const int OnStack = 1024;

    /// <summary>The root of a tree without leaves: the hash of no bytes.</summary>
    public static byte[] Empty() => SHA256.HashData([]);

    public static byte[] Leaf(ReadOnlySpan<byte> data)
    {
        var hash = new byte[Size];
        var rented = data.Length >= OnStack ? ArrayPool<byte>.Shared.Rent(data.Length + 1) : null;
        var input = rented is null ? stackalloc byte[OnStack] : rented.AsSpan();
        input[0] = LeafPrefix;
        data.CopyTo(input[1..]);
        SHA256.HashData(input[..(data.Length + 1)], hash);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return hash;
    }

    public static void Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> hash)
    {
        Span<byte> input = stackalloc byte[1 + Size + Size];
        input[0] = NodePrefix;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + Size)..]);
        SHA256.HashData(input, hash);
    }
}
