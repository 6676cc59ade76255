using System.Security.Cryptography;

namespace Sallyport.Tests.Ledger;

/// <summary>RFC 6962, section 2.1, word by word over a list of leaves: slow, recursive, and shares nothing with the product.</summary>
internal static class NaiveTree
{
    public static byte[] Root(IReadOnlyList<byte[]> leaves) => leaves.Count switch
    {
        0 => SHA256.HashData([]),
        1 => SHA256.HashData([0, .. leaves[0]]),
        _ => SHA256.HashData([1, .. Root(Left(leaves)), .. Root(Right(leaves))]),
    };

    public static byte[][] Path(int index, IReadOnlyList<byte[]> leaves)
    {
        if (leaves.Count == 1)
        {
            return [];
        }

        var (left, right) = (Left(leaves), Right(leaves));
        return index < left.Count
            ? [.. Path(index, left), Root(right)]
            : [.. Path(index - left.Count, right), Root(left)];
    }

    public static byte[][] Consistency(int first, IReadOnlyList<byte[]> leaves) => Subproof(first, leaves, true);

    private static byte[][] Subproof(int first, IReadOnlyList<byte[]> leaves, bool known)
    {
        if (first == leaves.Count)
        {
            return known ? [] : [Root(leaves)];
        }

        var (left, right) = (Left(leaves), Right(leaves));
        return first <= left.Count
            ? [.. Subproof(first, left, known), Root(right)]
            : [.. Subproof(first - left.Count, right, false), Root(left)];
    }

    private static List<byte[]> Left(IReadOnlyList<byte[]> leaves) => [.. leaves.Take(Split(leaves.Count))];

    private static List<byte[]> Right(IReadOnlyList<byte[]> leaves) => [.. leaves.Skip(Split(leaves.Count))];

    private static int Split(int count)
    {
        var split = 1;
        while (split * 2 < count)
        {
            split *= 2;
        }

        return split;
    }
}
