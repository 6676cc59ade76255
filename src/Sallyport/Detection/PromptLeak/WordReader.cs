namespace Sallyport.Detection.PromptLeak;

/// <summary>Cuts text into words as a leak would keep them: letters and digits without case; where a script has no spaces, each character is a word.</summary>
internal sealed class WordReader
{
    private const ulong Basis = 0xCBF29CE484222325;
    private const ulong Prime = 0x100000001B3;

    private ulong _hash = Basis;
    private int _start = -1;
    private int _end;
    private bool _isWhole;

    /// <summary>The hash of the word that <see cref="Read"/> completed.</summary>
    public ulong Hash { get; private set; }

    /// <summary>Where the completed word stands.</summary>
    public int Start { get; private set; }

    /// <summary>Where it ends.</summary>
    public int End { get; private set; }

    /// <summary>Whether a word has begun that is not complete.</summary>
    public bool HasPending => _start >= 0;

    /// <summary>Where that word begins.</summary>
    public int PendingStart => _start;

    /// <summary>Reads one character; true where it shows that a word before it is complete.</summary>
    public bool Read(char c, int at)
    {
        var isLetter = char.IsAscii(c) ? char.IsAsciiLetterOrDigit(c) : char.IsLetterOrDigit(c);
        var isWhole = isLetter && IsIdeographic(c);
        var completes = _start >= 0 && (!isLetter || isWhole || _isWhole);
        if (completes)
        {
            (Hash, Start, End) = (_hash, _start, _end);
            _start = -1;
            _hash = Basis;
        }

        if (isLetter)
        {
            _start = _start < 0 ? at : _start;
            _end = at + 1;
            _isWhole = isWhole;
            _hash = (_hash ^ (char.IsAscii(c) ? (uint)(c | 0x20) : char.ToLowerInvariant(c))) * Prime;
        }

        return completes;
    }

    /// <summary>Kana, ideographs, Thai: scripts that part no words.</summary>
    private static bool IsIdeographic(char c) => c is (>= '\u0e00' and <= '\u0eff') or (>= '\u3040' and <= '\u9fff');
}
