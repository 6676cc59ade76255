namespace Sallyport.Text.Views;

/// <summary>
/// Looks in a run of base64 or hexadecimal symbols, which lines may part, for bytes that are text, at every alignment, symbol by symbol.
/// Text is <see cref="Enough"/> bytes in a row, or a whole run that is nothing else. By chance, 12 bytes look like text about once in 60,000 (0.4 a byte).
/// </summary>
internal sealed class RunScanner
{
    /// <summary>How many symbols a run has at least: 16 characters of base64 with their padding.</summary>
    public const int MinSymbols = 14;

    private const int Enough = 12;
    private const int MinHexDigits = 16;

    private readonly ByteStreak[] _base64 = new ByteStreak[4];
    private readonly ByteStreak[] _hex = new ByteStreak[2];
    private int _start;
    private int _count;
    private int _previous;
    private int _previousSource;
    private bool _isWhole;
    private int _hexStart;
    private int _hexCount;
    private int _previousDigit;

    /// <summary>The least offset where text that is not yet told apart could begin.</summary>
    public int HoldFrom { get; private set; }

    /// <summary>6 bits, or -1 for a character that is not of base64 or base64url (RFC 4648, 4 and 5).</summary>
    public static int Symbol(char c) => c switch
    {
        >= 'A' and <= 'Z' => c - 'A',
        >= 'a' and <= 'z' => c - 'a' + 26,
        >= '0' and <= '9' => c - '0' + 52,
        '+' or '-' => 62,
        '/' or '_' => 63,
        _ => -1,
    };

    /// <summary>Starts on a run.</summary>
    /// <param name="start">Its first symbol's offset.</param>
    /// <param name="isWhole">Whether no symbol stands before it.</param>
    public void Begin(int start, bool isWhole)
    {
        _start = start;
        _isWhole = isWhole;
        _count = 0;
        _hexCount = 0;
        HoldFrom = start;
        Array.Clear(_base64);
        Array.Clear(_hex);
    }

    /// <summary>Takes the next symbol.</summary>
    public RunStart? Add(char c, int source)
    {
        var symbol = Symbol(c);
        for (var alignment = 0; alignment < 4 && alignment < _count; alignment++)
        {
            var inQuad = (_count - alignment) & 3;
            if (inQuad != 0)
            {
                var skipped = (inQuad - 1) * 2;
                var b = (byte)((_previous << (2 + skipped)) | (symbol >> (4 - skipped)));
                _base64[alignment].Add(b, _previousSource, (byte)skipped);
            }
        }

        var digit = HexDigit.Value(c);
        var ended = digit < 0 ? EndHex() : null;
        if (ended is not null)
        {
            return ended;
        }

        if (digit >= 0)
        {
            AddDigit(digit, source);
        }

        (_previous, _previousSource) = (symbol, source);
        _count++;
        return Found(source);
    }

    /// <summary>Ends the run. A whole one may be text even if it is short.</summary>
    public RunStart? End()
    {
        if (EndHex() is { } hex)
        {
            return hex;
        }

        var streak = _base64[0];
        return _isWhole && _count >= MinSymbols && streak.Length == _count * 6 / 8 && streak.Source == _start
            ? new(streak.Source, streak.SkippedBits, 6, streak.IsUtf16)
            : null;
    }

    private void AddDigit(int digit, int source)
    {
        if (_hexCount == 0)
        {
            _hexStart = source;
        }
        else
        {
            _hex[(_hexCount + 1) & 1].Add((byte)((_previousDigit << 4) | digit), _previousSource, 0);
        }

        _previousDigit = digit;
        _hexCount++;
    }

    private RunStart? EndHex()
    {
        var streak = _hex[0];
        var isText = _hexCount >= MinHexDigits && _hexCount % 2 == 0 && streak.Length == _hexCount / 2 && streak.Source == _hexStart;
        _hexCount = 0;
        Array.Clear(_hex);
        return isText ? new(streak.Source, 0, 4, streak.IsUtf16) : null;
    }

    private RunStart? Found(int source)
    {
        var hold = source;
        foreach (ref readonly var streak in _hex.AsSpan())
        {
            if (streak.Length >= Enough)
            {
                return new(streak.Source, 0, 4, streak.IsUtf16);
            }

            hold = streak.Length > 0 ? Math.Min(hold, streak.Source) : hold;
        }

        foreach (ref readonly var streak in _base64.AsSpan())
        {
            if (streak.Length >= Enough)
            {
                return new(streak.Source, streak.SkippedBits, 6, streak.IsUtf16);
            }

            hold = streak.Length > 0 ? Math.Min(hold, streak.Source) : hold;
        }

        HoldFrom = Math.Max(HoldFrom, hold);
        return null;
    }
}
