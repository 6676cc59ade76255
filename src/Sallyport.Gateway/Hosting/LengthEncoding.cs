using System.Text;
using Microsoft.Net.Http.Headers;

namespace Sallyport.Gateway.Hosting;

/// <summary>
/// Reads <c>Content-Length</c> so that only digits make a number (RFC 9110, section 8.6): Kestrel parses as .NET does and takes <c>+63</c> for 63,
/// which a proxy in front may have read otherwise, and it keeps nothing of what was written. Any other byte becomes a letter, and Kestrel refuses the request.
/// </summary>
internal sealed class LengthEncoding : Encoding
{
    private const char NoDigit = 'x';

    private static readonly LengthEncoding s_instance = new();

    /// <summary>How a header's value is decoded; null for as usual.</summary>
    public static Encoding? For(string header) => string.Equals(header, HeaderNames.ContentLength, StringComparison.OrdinalIgnoreCase) ? s_instance : null;

    /// <inheritdoc/>
    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        // Kestrel gives room for as many digits as a length can have, and refuses one that fills it.
        var length = Math.Min(bytes.Length, chars.Length);
        for (var i = 0; i < length; i++)
        {
            chars[i] = bytes[i] is >= (byte)'0' and <= (byte)'9' ? (char)bytes[i] : NoDigit;
        }

        return length;
    }

    /// <inheritdoc/>
    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        GetChars(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex));

    /// <inheritdoc/>
    public override int GetCharCount(byte[] bytes, int index, int count) => count;

    /// <inheritdoc/>
    public override int GetMaxCharCount(int byteCount) => byteCount;

    /// <inheritdoc/>
    public override int GetByteCount(char[] chars, int index, int count) => ASCII.GetByteCount(chars, index, count);

    /// <inheritdoc/>
    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) => ASCII.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    /// <inheritdoc/>
    public override int GetMaxByteCount(int charCount) => charCount;
}
