using System.Buffers;

namespace Sallyport.Gateway.Json;

/// <summary>
/// Finds a name that an object has twice, compared after unescaping. Few names are compared with each other; many are sorted by
/// the runtime's keyed string hash (Marvin, seeded per process), so that a flood of chosen names can't make them collide.
/// </summary>
internal static class DuplicateNames
{
    private const int FewNames = 12;

    /// <summary>The row of the second of two equal names, or -1.</summary>
    public static int Find(JsonMap map, int owner, ReadOnlySpan<byte> json)
    {
        var count = map.Row(owner).Count;
        return count switch
        {
            < 2 => -1,
            <= FewNames => FindAmongFew(map, owner, json),
            _ => FindAmongMany(map, owner, json, count),
        };
    }

    private static int FindAmongFew(JsonMap map, int owner, ReadOnlySpan<byte> json)
    {
        Span<int> names = stackalloc int[FewNames];
        var known = 0;
        for (var name = owner + 1; name < map.Row(owner).After; name = map.Row(name + 1).After)
        {
            foreach (var other in names[..known])
            {
                if (AreEqual(map, name, other, json))
                {
                    return name;
                }
            }

            names[known++] = name;
        }

        return -1;
    }

    private static int FindAmongMany(JsonMap map, int owner, ReadOnlySpan<byte> json, int count)
    {
        var keys = ArrayPool<ulong>.Shared.Rent(count);
        try
        {
            var known = 0;
            for (var name = owner + 1; name < map.Row(owner).After; name = map.Row(name + 1).After)
            {
                keys[known++] = ((ulong)Hash(map, name, json) << 32) | (uint)name;
            }

            var sorted = keys.AsSpan(0, known);
            sorted.Sort();
            return FindInSorted(map, sorted, json);
        }
        finally
        {
            ArrayPool<ulong>.Shared.Return(keys);
        }
    }

    private static int FindInSorted(JsonMap map, ReadOnlySpan<ulong> sorted, ReadOnlySpan<byte> json)
    {
        for (var i = 1; i < sorted.Length; i++)
        {
            for (var j = i - 1; j >= 0 && sorted[j] >> 32 == sorted[i] >> 32; j--)
            {
                if (AreEqual(map, (int)(uint)sorted[i], (int)(uint)sorted[j], json))
                {
                    return (int)(uint)sorted[i];
                }
            }
        }

        return -1;
    }

    private static uint Hash(JsonMap map, int name, ReadOnlySpan<byte> json)
    {
        var content = Content(map, name, json);
        using var chars = new CharBuffer(content.Length);
        return (uint)string.GetHashCode(chars.Span[..JsonText.Unescape(content, chars.Span)]);
    }

    private static bool AreEqual(JsonMap map, int one, int other, ReadOnlySpan<byte> json)
    {
        var a = Content(map, one, json);
        var b = Content(map, other, json);
        if (!map.Row(one).IsEscaped && !map.Row(other).IsEscaped)
        {
            return a.SequenceEqual(b);
        }

        using var first = new CharBuffer(a.Length);
        using var second = new CharBuffer(b.Length);
        return first.Span[..JsonText.Unescape(a, first.Span)].SequenceEqual(second.Span[..JsonText.Unescape(b, second.Span)]);
    }

    private static ReadOnlySpan<byte> Content(JsonMap map, int row, ReadOnlySpan<byte> json) =>
        json[(map.Row(row).Start + 1)..(map.Row(row).End - 1)];
}
