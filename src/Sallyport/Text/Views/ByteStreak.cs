namespace Sallyport.Text.Views;

/// <summary>The latest unbroken stretch of bytes that could be text: UTF-8 without control characters, or ASCII written as UTF-16.</summary>
internal struct ByteStreak
{
    private int _continuations;
    private bool _firstIsAscii;

    /// <summary>Bytes.</summary>
    public int Length { get; private set; }

    /// <summary>The offset of the symbol where it begins.</summary>
    public int Source { get; private set; }

    public byte SkippedBits { get; private set; }

    public bool IsUtf16 { get; private set; }

    public static bool IsText(byte b) => b is (>= 0x20 and < 0x7F) or (byte)'\t' or (byte)'\n' or (byte)'\r';

    /// <summary>Takes the next byte, whose first bit is in the symbol at <paramref name="source"/>.</summary>
    public void Add(byte b, int source, byte skippedBits)
    {
        if (Length > 0 && Extends(b))
        {
            Length++;
            return;
        }

        Length = 0;
        IsUtf16 = false;
        _continuations = 0;
        _firstIsAscii = IsText(b);
        if (_firstIsAscii || TryLead(b))
        {
            Length = 1;
            Source = source;
            SkippedBits = skippedBits;
        }
    }

    private bool Extends(byte b)
    {
        if (Length == 1 && b == 0 && _firstIsAscii)
        {
            IsUtf16 = true;
            return true;
        }

        if (IsUtf16)
        {
            return Length % 2 == 1 ? b == 0 : IsText(b);
        }

        if (_continuations > 0)
        {
            _continuations--;
            return b is >= 0x80 and < 0xC0;
        }

        return IsText(b) || TryLead(b);
    }

    private bool TryLead(byte b)
    {
        _continuations = b switch { >= 0xC2 and < 0xE0 => 1, >= 0xE0 and < 0xF0 => 2, >= 0xF0 and < 0xF5 => 3, _ => 0 };
        return _continuations > 0;
    }
}
