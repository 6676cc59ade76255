using System.Collections.Frozen;
using System.Numerics;

namespace Sallyport.Detection;

/// <summary>
/// Beginnings of what a detector looks for, asked for at the end of a text after each token. The last two characters and the first tell which
/// lengths are worth a comparison, which is mostly none.
/// </summary>
internal sealed class OpeningSet
{
    private const int Ascii = 128;
    private const int Longest = 64;

    // A bit a length, by the last character, by the one before and by the first. The last entry is for everything beyond ASCII.
    private readonly ulong[] _byLast = new ulong[Ascii + 1];
    private readonly ulong[] _bySecondLast = new ulong[Ascii + 1];
    private readonly ulong[] _byFirst = new ulong[Ascii + 1];
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _openings;

    /// <summary>Creates a set of openings.</summary>
    /// <param name="openings">At most 64 characters each.</param>
    /// <param name="comparer">Ordinal, with or without case.</param>
    public OpeningSet(IEnumerable<string> openings, StringComparer comparer)
    {
        var set = openings.ToFrozenSet(comparer);
        _openings = set.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var opening in set)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(opening.Length, Longest);
            var bit = 1UL << (opening.Length - 1);
            Mark(_byLast, opening[^1], bit);
            Mark(_byFirst, opening[0], bit);
            if (opening.Length > 1)
            {
                Mark(_bySecondLast, opening[^2], bit);
            }
        }

        for (var i = 0; i <= Ascii; i++)
        {
            _bySecondLast[i] |= 1;
        }
    }

    /// <summary>Whether some opening ends with this character.</summary>
    public bool CanEnd(char last) => _byLast[Index(last)] != 0;

    /// <summary>The lengths that an opening at the end of a text could have; see <see cref="TakeLongest"/>.</summary>
    public ulong Lengths(ReadOnlySpan<char> text)
    {
        var fitting = text.Length >= Longest ? ulong.MaxValue : (1UL << text.Length) - 1;
        return text.IsEmpty ? 0 : fitting & _byLast[Index(text[^1])] & (text.Length > 1 ? _bySecondLast[Index(text[^2])] : 1);
    }

    /// <summary>Takes the greatest length out of what <see cref="Lengths"/> gave; 0 where none is left.</summary>
    public static int TakeLongest(ref ulong lengths)
    {
        var length = Longest - BitOperations.LeadingZeroCount(lengths);
        lengths &= length == 0 ? 0 : ~(1UL << (length - 1));
        return length;
    }

    /// <summary>Whether this is an opening.</summary>
    public bool Contains(ReadOnlySpan<char> text) => (_byFirst[Index(text[0])] & (1UL << (text.Length - 1))) != 0 && _openings.Contains(text);

    // In both cases: the comparison that follows tells them apart where that matters.
    private static void Mark(ulong[] table, char c, ulong bit)
    {
        table[Index(char.ToLowerInvariant(c))] |= bit;
        table[Index(char.ToUpperInvariant(c))] |= bit;
    }

    private static int Index(char c) => c < Ascii ? c : Ascii;
}
