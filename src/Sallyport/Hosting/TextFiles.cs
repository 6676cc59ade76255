using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Sallyport.Hosting;

/// <summary>Files whose content is text in UTF-8, the one encoding that every reader takes the same way.</summary>
internal static class TextFiles
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out string? text)
    {
        try
        {
            text = Strict.GetString(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            text = null;
            return false;
        }
    }

    public static byte[] Write(string text) => Encoding.UTF8.GetBytes(text);
}
