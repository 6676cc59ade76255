using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Sallyport.Text.Views;

/// <summary>
/// A vectorised look at a unit of ASCII, which tells that most hold no split letters and no leet words at all. Works on bit masks of 64
/// characters that overlap by more than either pattern is wide. It may say yes in vain, never no in vain.
/// </summary>
internal static class UnitLook
{
    /// <summary>How much longer than a unit a buffer must be, for whole vectors.</summary>
    public const int Padding = 64;

    private const int Overlap = 16;
    private const int MinSigns = LeetWords.MinSigns;

    /// <summary>Narrows a unit. False where it holds anything beyond ASCII.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="ascii">Its characters; zeros behind them.</param>
    public static bool TryNarrow(ReadOnlySpan<char> unit, Span<byte> ascii)
    {
        var units = MemoryMarshal.Cast<char, ushort>(unit);
        var seen = Vector128<ushort>.Zero;
        var i = 0;
        for (; i <= unit.Length - Vector128<byte>.Count; i += Vector128<byte>.Count)
        {
            var low = Vector128.Create(units[i..]);
            var high = Vector128.Create(units[(i + Vector128<ushort>.Count)..]);
            seen |= low | high;
            Vector128.Narrow(low, high).CopyTo(ascii[i..]);
        }

        var rest = 0;
        for (; i < unit.Length; i++)
        {
            rest |= units[i];
            ascii[i] = (byte)units[i];
        }

        ascii[unit.Length..].Clear();
        return rest < 0x80 && (seen & Vector128.Create((ushort)0xFF80)) == Vector128<ushort>.Zero;
    }

    /// <summary>Looks at a unit that <see cref="TryNarrow"/> has narrowed.</summary>
    /// <param name="ascii">The unit and its padding.</param>
    /// <param name="length">The unit's length.</param>
    /// <param name="maySplit">Whether words could be written letter by letter or in pieces.</param>
    /// <param name="mayLeet">Whether signs could stand for letters.</param>
    public static void At(ReadOnlySpan<byte> ascii, int length, out bool maySplit, out bool mayLeet)
    {
        maySplit = false;
        var (signs, hasMixed) = (0, false);
        for (var from = 0; from < length; from += Vector512<byte>.Count - Overlap)
        {
            var masks = new Masks(Vector512.Create(ascii[from..]), isFirst: from == 0, isLast: from + Vector512<byte>.Count >= length);
            maySplit |= masks.HasPieces;
            signs += masks.Signs;
            hasMixed |= masks.HasMixedWord;
        }

        mayLeet = hasMixed && signs >= MinSigns;
    }

    private static ulong InRange(Vector512<byte> text, char first, char last) =>
        Vector512.LessThanOrEqual(text - Vector512.Create((byte)first), Vector512.Create((byte)(last - first))).ExtractMostSignificantBits();

    /// <summary>64 characters, a bit each.</summary>
    private readonly ref struct Masks
    {
        private readonly ulong _letters;
        private readonly ulong _digits;
        private readonly ulong _spaces;
        private readonly ulong _signs;
        private readonly bool _isFirst;
        private readonly bool _isLast;

        public Masks(Vector512<byte> text, bool isFirst, bool isLast)
        {
            _letters = InRange(text | Vector512.Create((byte)0x20), 'a', 'z');
            _digits = InRange(text, '0', '9');
            _spaces = Vector512.Equals(text, Vector512.Create((byte)' ')).ExtractMostSignificantBits();
            _signs = _digits | Vector512.Equals(text, Vector512.Create((byte)'@')).ExtractMostSignificantBits()
                | Vector512.Equals(text, Vector512.Create((byte)'$')).ExtractMostSignificantBits()
                | Vector512.Equals(text, Vector512.Create((byte)'!')).ExtractMostSignificantBits()
                | Vector512.Equals(text, Vector512.Create((byte)'|')).ExtractMostSignificantBits();
            _isFirst = isFirst;
            _isLast = isLast;
        }

        public int Signs => System.Numerics.BitOperations.PopCount(_signs);

        /// <summary>A letter beside a sign.</summary>
        public bool HasMixedWord => (_letters & ((_signs << 1) | (_signs >> 1))) != 0;

        /// <summary>Two pieces of at most three letters, parted by at most two others: single letters, or not parted by spaces alone.</summary>
        public bool HasPieces
        {
            get
            {
                var words = _letters | _digits;

                // Where the window cuts the text, a word's edge is not seen; the next window, or the one before, has it.
                var starts = _letters & ~((words << 1) | (_isFirst ? 0 : 1UL));
                var ends = _letters & ~((words >> 1) | (_isLast ? 0 : 1UL << 63));
                var shortEnds = ends & (starts | (starts << 1) | (starts << 2));
                var shortStarts = starts & (ends | (ends >> 1) | (ends >> 2));
                var single = starts & ends;
                var pieces = shortEnds & ((shortStarts >> 2) | (shortStarts >> 3)) & ~(_spaces >> 1);
                return (pieces | (single & ((single >> 2) | (single >> 3)))) != 0;
            }
        }
    }
}
