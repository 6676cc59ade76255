using System.Buffers;
using System.Text;

namespace Sallyport.Text.Views;

/// <summary>Turns the symbols of a run into characters as they come. Bytes that are no text become one U+FFFD a stretch; too many of them end it.</summary>
internal sealed class RunText
{
    private const int MaxCredit = 16;

    private readonly byte[] _bytes = new byte[4];
    private RunStart _run;
    private int _bits;
    private int _bitCount;
    private int _byteSource;
    private byte _byteSkipped;
    private int _charLength;
    private int _charSource;
    private byte _charSkipped;
    private int _credit;
    private bool _isAfterGap;

    /// <summary>Whether what came was mostly text.</summary>
    public bool IsText => _credit > 0;

    public int SymbolBits => _run.SymbolBits;

    /// <summary>The offset of the first symbol with bits that are not in the view yet.</summary>
    /// <param name="next">The offset of the next symbol.</param>
    public int HoldFrom(int next) => _charLength > 0 ? _charSource : _bitCount > 0 ? _byteSource : next;

    public void Begin(RunStart run)
    {
        _run = run;
        _bits = _bitCount = _charLength = 0;
        _credit = MaxCredit;
        _isAfterGap = false;
    }

    /// <summary>Takes the symbol at <paramref name="source"/>.</summary>
    public void Add(int symbol, int source, ViewText view)
    {
        var skipped = source == _run.Source ? _run.SkippedBits : (byte)0;
        if (_bitCount == 0)
        {
            _byteSource = source;
            _byteSkipped = skipped;
        }

        var bits = _run.SymbolBits - skipped;
        _bits = ((_bits << bits) | (symbol & ((1 << bits) - 1))) & 0xFFFF;
        _bitCount += bits;
        if (_bitCount < 8)
        {
            return;
        }

        _bitCount -= 8;
        var b = (byte)(_bits >> _bitCount);
        if (_run.IsUtf16)
        {
            AddUtf16(b, source, view);
        }
        else
        {
            AddUtf8(b, source, view);
        }

        _byteSource = source;
        _byteSkipped = (byte)(_run.SymbolBits - _bitCount);
    }

    private void AddUtf16(byte b, int source, ViewText view)
    {
        Keep(b);
        if (_charLength == 2)
        {
            var c = (char)(_bytes[0] | (_bytes[1] << 8));
            Emit(char.IsSurrogate(c) || char.IsControl(c) ? default : new(c), source, view);
        }
    }

    private void AddUtf8(byte b, int source, ViewText view)
    {
        if (_charLength > 0 && b is < 0x80 or >= 0xC0)
        {
            // The character before was cut short.
            Emit(default, source, view);
        }

        Keep(b);
        var status = Rune.DecodeFromUtf8(_bytes.AsSpan(0, _charLength), out var rune, out _);
        if (status == OperationStatus.Done)
        {
            Emit(rune.Value < 0x20 && !ByteStreak.IsText(b) || rune.Value == 0x7F ? default : rune, source, view);
        }
        else if (status == OperationStatus.InvalidData)
        {
            Emit(default, source, view);
        }
    }

    private void Keep(byte b)
    {
        if (_charLength == 0)
        {
            _charSource = _byteSource;
            _charSkipped = _byteSkipped;
        }

        _bytes[_charLength++] = b;
    }

    private void Emit(Rune rune, int source, ViewText view)
    {
        var length = _charLength;
        _charLength = 0;
        var span = new TextSpan(_charSource, source + 1);
        if (rune.Value == 0)
        {
            _credit -= 3 * length;
            if (!_isAfterGap)
            {
                view.AppendWhole("\uFFFD", span);
            }

            _isAfterGap = true;
            return;
        }

        _isAfterGap = false;
        _credit = Math.Min(MaxCredit, _credit + length);
        Span<char> units = stackalloc char[2];
        var count = rune.EncodeToUtf16(units);
        var symbols = ((_charSkipped + (length * 8) - 1) / _run.SymbolBits) + 1;
        if (count == 1 && symbols == span.Length)
        {
            view.AppendPacked(units[..1], _charSource, (byte)(length * 8), _run.SymbolBits, _charSkipped);
        }
        else
        {
            view.AppendWhole(units[..count], span);
        }
    }
}
