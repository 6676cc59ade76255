namespace Sallyport.Detection.Names;

/// <summary>What is known of words, as hashes: an open-addressing table, a power of two in size and at most half full. A word that is not in it may hit, rarely.</summary>
internal sealed class Lexicon
{
    private readonly uint[] _keys;
    private readonly WordFlags[] _flags;
    private readonly int _mask;

    /// <summary>Takes the slots as they are stored: a key of 0 is an empty slot.</summary>
    public Lexicon(uint[] keys, WordFlags[] flags)
    {
        _keys = keys;
        _flags = flags;
        _mask = keys.Length - 1;
    }

    public ReadOnlySpan<uint> Keys => _keys;

    public ReadOnlySpan<WordFlags> Flags => _flags;

    /// <summary>Builds the table.</summary>
    public static Lexicon Build(IEnumerable<KeyValuePair<uint, WordFlags>> words)
    {
        var list = words.OrderBy(static word => word.Key).ToList();
        var size = 16;
        while (size < list.Count * 2)
        {
            size *= 2;
        }

        var lexicon = new Lexicon(new uint[size], new WordFlags[size]);
        foreach (var (key, flags) in list)
        {
            var slot = (int)key & lexicon._mask;
            while (lexicon._keys[slot] != 0 && lexicon._keys[slot] != key)
            {
                slot = (slot + 1) & lexicon._mask;
            }

            lexicon._keys[slot] = key;
            lexicon._flags[slot] |= flags;
        }

        return lexicon;
    }

    /// <summary>What is known of the word with this hash.</summary>
    public WordFlags Find(uint hash)
    {
        for (var slot = (int)hash & _mask; ; slot = (slot + 1) & _mask)
        {
            var key = _keys[slot];
            if (key == hash)
            {
                return _flags[slot];
            }

            if (key == 0)
            {
                return WordFlags.None;
            }
        }
    }
}
