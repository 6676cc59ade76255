using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Sallyport.Ledger;

/// <summary>
/// Emits JSON in the canonical form of RFC 8785 into a pooled buffer. Callers bring names in canonical order and whole numbers only,
/// so that neither sorting nor the formatting of fractions is needed here. Unpaired surrogates become U+FFFD, since the form has no bytes for them.
/// </summary>
internal sealed class CanonicalJsonWriter : IDisposable
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create(
        "\"\\" + string.Concat(Enumerable.Range(0, 0x20).Select(static c => (char)c)));

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(1024);
    private bool _needsComma;

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public void BeginObject() => Open((byte)'{');

    public void EndObject() => Close((byte)'}');

    public void BeginArray() => Open((byte)'[');

    public void EndArray() => Close((byte)']');

    /// <summary>Begins the next property.</summary>
    public void Name(string name)
    {
        Comma();
        Quoted(name);
        Put((byte)':');
        _needsComma = false;
    }

    /// <summary>Begins the next item of an array.</summary>
    public void Item()
    {
        Comma();
        _needsComma = false;
    }

    public void Text(string text)
    {
        if (text.Length > LedgerFacts.MaxTextLength)
        {
            text = string.Concat(text.AsSpan(0, LedgerFacts.MaxTextLength - 1), "\u2026");
        }

        Quoted(text);
        _needsComma = true;
    }

    public void Number(long value)
    {
        var room = Reserve(20);
        Utf8Formatter.TryFormat(value, room, out var written);
        Length += written;
        _needsComma = true;
    }

    public void Truth(bool value)
    {
        Raw(value ? "true"u8 : "false"u8);
        _needsComma = true;
    }

    /// <summary>32 bytes or so as lower-case hexadecimal digits.</summary>
    public void Hex(ReadOnlySpan<byte> bytes)
    {
        Put((byte)'"');
        Convert.TryToHexStringLower(bytes, Reserve(bytes.Length * 2), out var written);
        Length += written;
        Put((byte)'"');
        _needsComma = true;
    }

    /// <summary>Leaves a value out here, to be filled in later; the text goes on as if it stood.</summary>
    public void Gap() => _needsComma = true;

    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        Length = 0;
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Quoted(ReadOnlySpan<char> text)
    {
        Put((byte)'"');
        while (true)
        {
            var plain = text.IndexOfAny(Escaped);
            var run = plain < 0 ? text : text[..plain];
            Length += Encoding.UTF8.GetBytes(run, Reserve(Encoding.UTF8.GetMaxByteCount(run.Length)));
            if (plain < 0)
            {
                break;
            }

            Escape(text[plain]);
            text = text[(plain + 1)..];
        }

        Put((byte)'"');
    }

    // RFC 8785, section 3.2.2.2: the short forms where JSON has one, else \u00 with lower-case digits.
    private void Escape(char character)
    {
        switch (character)
        {
            case '"':
                Raw("\\\""u8);
                break;
            case '\\':
                Raw("\\\\"u8);
                break;
            case '\b':
                Raw("\\b"u8);
                break;
            case '\t':
                Raw("\\t"u8);
                break;
            case '\n':
                Raw("\\n"u8);
                break;
            case '\f':
                Raw("\\f"u8);
                break;
            case '\r':
                Raw("\\r"u8);
                break;
            default:
                Raw("\\u00"u8);
                Convert.TryToHexStringLower([(byte)character], Reserve(2), out var written);
                Length += written;
                break;
        }
    }

    private void Open(byte bracket)
    {
        Put(bracket);
        _needsComma = false;
    }

    private void Close(byte bracket)
    {
        Put(bracket);
        _needsComma = true;
    }

    private void Comma()
    {
        if (_needsComma)
        {
            Put((byte)',');
        }
    }

    private void Put(byte value)
    {
        Reserve(1)[0] = value;
        Length++;
    }

    private void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
    }

    private Span<byte> Reserve(int count)
    {
        if (_buffer.Length - Length < count)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, Length + count));
            Written.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        return _buffer.AsSpan(Length);
    }
}
