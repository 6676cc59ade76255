namespace Sallyport.Lab;

/// <summary>Draws that are the same wherever the lab runs: SplitMix64.</summary>
internal sealed class SeededRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 to below <paramref name="below"/>.</summary>
    public int Next(int below) => (int)(Next() % (ulong)below);

    /// <summary>True in this share of draws.</summary>
    public bool Chance(double share) => (Next() >> 11) * (1.0 / (1UL << 53)) < share;

    /// <summary>One of several.</summary>
    public T Pick<T>(IReadOnlyList<T> items) => items[Next(items.Count)];

    /// <summary>Puts items in a drawn order.</summary>
    public void Shuffle<T>(IList<T> items)
    {
        for (var i = items.Count - 1; i > 0; i--)
        {
            var other = Next(i + 1);
            (items[i], items[other]) = (items[other], items[i]);
        }
    }
}
