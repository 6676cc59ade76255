namespace Sallyport.Detection.PromptLeak;

/// <summary>The last eight words' hashes.</summary>
internal sealed class WordWindow
{
    private const ulong Prime = 0x100000001B3;

    private readonly ulong[] _hashes = new ulong[InstructionGrams.Long];

    /// <summary>How many words have come since the last break.</summary>
    public int Count { get; private set; }

    public void Push(ulong hash) => _hashes[Count++ & (InstructionGrams.Long - 1)] = hash;

    public void Break() => Count = 0;

    /// <summary>A hash of the last words in their order.</summary>
    public ulong Hash(int words)
    {
        var hash = 0UL;
        for (var i = Count - words; i < Count; i++)
        {
            hash = ((hash ^ _hashes[i & (InstructionGrams.Long - 1)]) * Prime) ^ (hash >> 29);
        }

        return hash;
    }
}
