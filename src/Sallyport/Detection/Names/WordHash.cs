using System.Runtime.Intrinsics;

namespace Sallyport.Detection.Names;

/// <summary>The hashes of words and features. Part of the model's format: a change needs a new model.</summary>
internal static class WordHash
{
    public const uint Seed = 2166136261;

    public static uint Add(uint hash, char c) => (hash ^ c) * 16777619;

    /// <summary>Spreads the bits; never 0, which is the lexicon's empty slot.</summary>
    public static uint Finish(uint hash)
    {
        hash ^= hash >> 16;
        hash *= 0x7feb352d;
        hash ^= hash >> 15;
        hash *= 0x846ca68b;
        hash ^= hash >> 16;
        return hash == 0 ? 1 : hash;
    }

    /// <summary>The same for sixteen at once.</summary>
    public static Vector512<uint> Finish(Vector512<uint> hash)
    {
        hash ^= hash >>> 16;
        hash *= 0x7feb352d;
        hash ^= hash >>> 15;
        hash *= 0x846ca68b;
        hash ^= hash >>> 16;
        return Vector512.ConditionalSelect(Vector512.Equals(hash, Vector512<uint>.Zero), Vector512<uint>.One, hash);
    }

    /// <summary>The hash of a word in lower case.</summary>
    public static uint Of(ReadOnlySpan<char> word)
    {
        var hash = Seed;
        foreach (var c in word)
        {
            hash = Add(hash, char.ToLowerInvariant(c));
        }

        return Finish(hash);
    }

    /// <summary>The hash of two that stand in this order.</summary>
    public static uint Join(uint first, uint second) => Finish((first * 0x9E3779B1) ^ second);
}
