namespace Sallyport.Retrieval.Fingerprints;

/// <summary>
/// Chooses fingerprints of a text while it is read, by winnowing (Schleimer, Wilkerson, Aiken, 2003):
/// <list type="number">
/// <item>each <see cref="Shingle"/> letters in a row are a shingle, which has a hash;</item>
/// <item>of each <see cref="Window"/> shingles in a row the least is chosen, by an order that nobody else knows; among equals the one that was chosen already, else the last.</item>
/// </list>
/// So about one of eleven is chosen, and whatever two texts have in common, from <see cref="Guaranteed"/> letters on they have a chosen shingle in common. Of a text with fewer letters the least
/// is chosen, which another text that holds it may pass over. Not safe for concurrent use.
/// </summary>
internal sealed class Winnower(FingerprintKey key)
{
    /// <summary>The letters of a shingle: so many stand in two texts alike by more than chance.</summary>
    public const int Shingle = 40;

    /// <summary>The shingles of a window.</summary>
    public const int Window = 21;

    /// <summary>So many letters in a row are known again, whatever stands around them.</summary>
    public const int Guaranteed = Shingle + Window - 1;

    // Powers of two that hold what a chosen shingle and a window reach back.
    private const int LetterRing = 64;
    private const int OrderRing = 32;

    private readonly char[] _letters = new char[LetterRing];
    private readonly int[] _starts = new int[LetterRing];
    private readonly int[] _ends = new int[LetterRing];
    private readonly ulong[] _orders = new ulong[OrderRing];
    private ulong _hash;
    private int _least = -1;

    /// <summary>How many letters were read.</summary>
    public int Letters { get; private set; }

    /// <summary>Reads a letter.</summary>
    /// <param name="letter">The letter, as <see cref="FoldedLetters"/> reads it.</param>
    /// <param name="start">Where it starts.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="chosen">The shingle that was chosen; it may have begun up to a window before.</param>
    /// <returns>Whether one was.</returns>
    public bool Read(char letter, int start, int end, out Winnowed chosen)
    {
        var leaving = Letters >= Shingle ? _letters[(Letters - Shingle) & (LetterRing - 1)] : FoldedLetters.None;
        var slot = Letters & (LetterRing - 1);
        (_letters[slot], _starts[slot], _ends[slot]) = (letter, start, end);
        _hash = key.Roll(_hash, letter, leaving);
        Letters++;
        var shingle = Letters - Shingle;
        if (shingle < 0)
        {
            chosen = default;
            return false;
        }

        _orders[shingle & (OrderRing - 1)] = key.Order(_hash);
        var least = shingle < Window - 1 ? -1 : LeastUpTo(shingle);
        if (least == _least)
        {
            chosen = default;
            return false;
        }

        _least = least;
        chosen = ShingleAt(least);
        return true;
    }

    /// <summary>To be asked at the end of the text: the least shingle of one that has no whole window.</summary>
    public bool Complete(out Winnowed chosen)
    {
        var last = Letters - Shingle;
        chosen = last is >= 0 and < Window - 1 ? ShingleAt(LeastFrom(0, last)) : default;
        return chosen.Print != 0;
    }

    private int LeastUpTo(int shingle) =>
        _least < 0 || _least <= shingle - Window ? LeastFrom(shingle - Window + 1, shingle)
        : OrderOf(shingle) < OrderOf(_least) ? shingle
        : _least;

    private int LeastFrom(int first, int last)
    {
        var least = first;
        for (var i = first + 1; i <= last; i++)
        {
            least = OrderOf(i) <= OrderOf(least) ? i : least;
        }

        return least;
    }

    private ulong OrderOf(int shingle) => _orders[shingle & (OrderRing - 1)];

    private Winnowed ShingleAt(int shingle) => new(
        key.Print(OrderOf(shingle)), shingle, _starts[shingle & (LetterRing - 1)], _ends[(shingle + Shingle - 1) & (LetterRing - 1)]);
}
