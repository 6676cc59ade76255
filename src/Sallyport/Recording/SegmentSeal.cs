using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Sallyport.Tenancy;

namespace Sallyport.Recording;

/// <summary>
/// The sealed form of a recorded text: one byte that names the encoding, then the text. UTF-8 where it is well formed; UTF-16
/// (little-endian) where lone surrogates would not survive UTF-8. Bound to its hash as associated data.
/// </summary>
internal static class SegmentSeal
{
    internal const string Purpose = "recording.segment";
    private const byte Utf8 = 0;
    private const byte Utf16 = 1;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static byte[] Hash(TenantVault vault, ReadOnlySpan<char> text) => vault.Digest(Purpose, MemoryMarshal.AsBytes(text));

    public static byte[] Seal(TenantVault vault, byte[] hash, ReadOnlySpan<char> text)
    {
        var plain = Encode(text);
        try
        {
            return vault.SealRecord(Purpose, plain, hash);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    public static async ValueTask<string> OpenAsync(TenantVault vault, byte[] hash, byte[] box, CancellationToken cancellationToken)
    {
        var plain = await vault.OpenRecordAsync(Purpose, box, hash, cancellationToken).ConfigureAwait(false);
        try
        {
            return plain[0] == Utf8 ? Strict.GetString(plain.AsSpan(1)) : new string(MemoryMarshal.Cast<byte, char>(plain.AsSpan(1)));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private static byte[] Encode(ReadOnlySpan<char> text)
    {
        try
        {
            var plain = new byte[1 + Strict.GetByteCount(text)];
            plain[0] = Utf8;
            Strict.GetBytes(text, plain.AsSpan(1));
            return plain;
        }
        catch (EncoderFallbackException)
        {
            return [Utf16, .. MemoryMarshal.AsBytes(text)];
        }
    }
}
