using Sallyport.Detection;
using Sallyport.Text;

namespace Sallyport.Policy;

/// <summary>
/// The detectors of a plan that read one kind of view, and which of them a character concerns: few tokens of a stream hold any anchor, so one
/// look at a token's characters spares most detectors a search. Sets of detectors are bits (see <see cref="Bit"/>). Immutable and shared.
/// </summary>
internal sealed class PlannedReading
{
    // Beyond this a search of its own is no dearer than a look at each character.
    private const int LongestLook = 64;

    private const int Ascii = 128;
    private const int LastBit = 63;

    // The last entry of both is for everything beyond ASCII.
    private readonly ulong[] _byAnchor = new ulong[Ascii + 1];
    private readonly ulong[] _byTail = new ulong[Ascii + 1];
    private readonly ulong _always = 1UL << LastBit;

    public PlannedReading(ViewKinds kind, IEnumerable<PlannedDetector> detectors)
    {
        Kind = kind;
        Detectors = [.. detectors.Where(planned => planned.Detector.Views.HasFlag(kind))];
        Enforces = Detectors.Any(planned => planned.IsEnforcing);
        LookBack = Detectors.Select(planned => planned.Detector.LookBack).DefaultIfEmpty().Max();
        _byAnchor[Ascii] = _byTail[Ascii] = ulong.MaxValue;

        // What a guard adds of its own comes behind these.
        _always |= Bit(Detectors.Length);
        for (var i = 0; i < Detectors.Length; i++)
        {
            if (Detectors[i].Detector is AnchoredDetector anchored)
            {
                Mark(anchored, Bit(i));
            }
            else
            {
                _always |= Bit(i);
            }
        }
    }

    public ViewKinds Kind { get; }

    public PlannedDetector[] Detectors { get; }

    /// <summary>Whether a detector that may hold text back reads this view.</summary>
    public bool Enforces { get; }

    /// <summary>The greatest look-back of all detectors.</summary>
    public int LookBack { get; }

    /// <summary>The bit of a detector, by its place in <see cref="Detectors"/>. Those after the 63rd share the last, which is always set.</summary>
    public static ulong Bit(int index) => 1UL << Math.Min(index, LastBit);

    /// <summary>The detectors that could find an anchor in a text, or the beginning of something at its end.</summary>
    public ulong Concerned(ReadOnlySpan<char> text)
    {
        if (text.Length > LongestLook)
        {
            return ulong.MaxValue;
        }

        var concerned = _always;
        foreach (var c in text)
        {
            concerned |= _byAnchor[Index(c)];
        }

        return text.IsEmpty ? concerned : concerned | _byTail[Index(text[^1])];
    }

    private void Mark(AnchoredDetector detector, ulong bit)
    {
        for (var c = 0; c < Ascii; c++)
        {
            _byAnchor[c] |= detector.CanAnchor((char)c) ? bit : 0;
            _byTail[c] |= detector.CanEndTail((char)c) ? bit : 0;
        }
    }

    private static int Index(char c) => c < Ascii ? c : Ascii;
}
