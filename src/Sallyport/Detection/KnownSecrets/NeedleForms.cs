using System.Text;

namespace Sallyport.Detection.KnownSecrets;

/// <summary>The ways in which a known secret is written so that a reader can undo it.</summary>
internal static class NeedleForms
{
    /// <summary>Every form of a secret. Those of base64 leave out characters that also depend on neighbours.</summary>
    public static IEnumerable<string> Of(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        var reversed = secret.ToCharArray();
        Array.Reverse(reversed);
        yield return secret;
        if (IsHexadecimal(secret))
        {
            // The same number, whoever prints it.
            yield return secret.ToUpperInvariant();
            yield return secret.ToLowerInvariant();
        }

        yield return new string(reversed);
        yield return Convert.ToHexString(bytes);
        yield return Convert.ToHexStringLower(bytes);
        yield return Uri.EscapeDataString(secret);
        yield return string.Join(',', bytes.Select(static b => $"0x{b:x2}"));
        yield return string.Join(',', bytes.Select(static b => $"0x{b:X2}"));
        yield return string.Join(',', bytes);
        for (var offset = 0; offset < 3; offset++)
        {
            yield return Base64At(bytes, offset);
        }
    }

    /// <summary>Whether a character is kept where separators are left out.</summary>
    public static bool IsKept(char c) => char.IsAscii(c) ? char.IsAsciiLetterOrDigit(c) : char.IsLetterOrDigit(c) || char.IsSurrogate(c);

    /// <summary>The kept characters alone.</summary>
    public static string Strip(string form) => string.Concat(form.Where(IsKept));

    private static bool IsHexadecimal(string secret)
    {
        foreach (var c in secret)
        {
            if (char.IsLetter(c) && !char.IsAsciiHexDigit(c))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What base64 shows of bytes that stand <paramref name="offset"/> bytes after a multiple of three, whatever stands around them.</summary>
    private static string Base64At(byte[] bytes, int offset)
    {
        var shifted = new byte[offset + bytes.Length];
        bytes.CopyTo(shifted, offset);
        var text = Convert.ToBase64String(shifted);
        var first = ((8 * offset) + 5) / 6;
        return text[first..(8 * shifted.Length / 6)];
    }
}
