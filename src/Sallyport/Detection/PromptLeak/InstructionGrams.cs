using System.Numerics;
using System.Runtime.CompilerServices;
using Sallyport.Text;

namespace Sallyport.Detection.PromptLeak;

/// <summary>
/// Which sequences of 2, 3 and 8 words an exchange's instructions hold, as 32-bit fingerprints in one table. A fingerprint that meets by chance
/// can only lengthen what 8-word sequences confirm.
/// </summary>
internal sealed class InstructionGrams
{
    public const int Pair = 2;
    public const int Triple = 3;
    public const int Long = 8;

    /// <summary>The least number of words that are a leak; shorter instructions can't leak.</summary>
    public const int LeastWords = 12;

    private static readonly ConditionalWeakTable<IReadOnlyList<Segment>, InstructionGrams> s_built = [];

    private readonly uint[] _table;
    private readonly int _mask;

    private InstructionGrams(int words)
    {
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(64, words * 6));
        _table = new uint[size];
        _mask = size - 1;
    }

    /// <summary>Built when a channel first asks, then kept for as long as the exchange's list of segments lives. Null where nothing is long enough.</summary>
    public static InstructionGrams? Of(IReadOnlyList<Segment> instructions)
    {
        var grams = s_built.GetValue(instructions, Build);
        return grams.HoldsAny ? grams : null;
    }

    private bool HoldsAny { get; set; }

    public bool Holds(ulong hash, int words)
    {
        var fingerprint = Fingerprint(hash, words);
        for (var at = (int)fingerprint & _mask; _table[at] != 0; at = (at + 1) & _mask)
        {
            if (_table[at] == fingerprint)
            {
                return true;
            }
        }

        return false;
    }

    private static InstructionGrams Build(IReadOnlyList<Segment> instructions)
    {
        var words = 0;
        foreach (var segment in instructions)
        {
            words += Count(segment.Text.Span);
        }

        var grams = new InstructionGrams(words);
        foreach (var segment in instructions)
        {
            grams.Add(segment.Text.Span);
        }

        return grams;
    }

    private static int Count(ReadOnlySpan<char> text)
    {
        var reader = new WordReader();
        var words = 0;
        for (var i = 0; i < text.Length; i++)
        {
            words += reader.Read(text[i], i) ? 1 : 0;
        }

        return words + 1;
    }

    private void Add(ReadOnlySpan<char> text)
    {
        var reader = new WordReader();
        var window = new WordWindow();
        for (var i = 0; i <= text.Length; i++)
        {
            if (reader.Read(i < text.Length ? text[i] : ' ', i))
            {
                Add(window, reader);
            }
        }
    }

    private void Add(WordWindow window, WordReader reader)
    {
        window.Push(reader.Hash);
        AddIf(window, Pair);
        AddIf(window, Triple);
        AddIf(window, Long);
        HoldsAny |= window.Count >= LeastWords;
    }

    private void AddIf(WordWindow window, int words)
    {
        if (window.Count < words)
        {
            return;
        }

        var fingerprint = Fingerprint(window.Hash(words), words);
        var at = (int)fingerprint & _mask;
        while (_table[at] != 0 && _table[at] != fingerprint)
        {
            at = (at + 1) & _mask;
        }

        _table[at] = fingerprint;
    }

    private static uint Fingerprint(ulong hash, int words) => (uint)(((hash + (ulong)words) * 0x9E3779B97F4A7C15) >> 32) | 1;
}
