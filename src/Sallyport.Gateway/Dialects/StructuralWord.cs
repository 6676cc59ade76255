using System.Buffers;
using Sallyport.Gateway.Json;

namespace Sallyport.Gateway.Dialects;

/// <summary>
/// Tells strings that can only be words of a protocol (types, roles, ids, versions) from text: up to 128 letters, digits and a few marks,
/// no space, and no @, which no protocol's words have and every mail address does; without a letter, no more than six digits, so that it is no
/// telephone number. Names are held to less, since a tool or model may choose them: 40 letters, or a number of up to six digits (a token's).
/// Numbers have up to 20 digits. Asked only of fields whose values a dialect defines; what is one is read all the same, for exact formats
/// (see <see cref="ProtocolWords"/>).
/// </summary>
internal static class StructuralWord
{
    private const int MaxLength = 128;
    private const int MaxName = 40;
    private const int MaxNumber = 6;
    private const int MaxDigits = 2;
    private const int MaxNumberToken = 20;

    private static readonly SearchValues<byte> s_letters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.:/"u8);

    private static readonly SearchValues<byte> s_nameLetters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"u8);

    /// <summary>Whether the node is such a word, or holds no text at all.</summary>
    /// <param name="node">The node.</param>
    /// <param name="word">What is to be read of it; empty for nothing.</param>
    public static bool IsOne(JsonNode node, out ReadOnlySpan<byte> word)
    {
        word = node.Kind is JsonKind.String or JsonKind.Name ? node.Content : node.IsLongNumber ? node.Bytes : default;
        return node.Kind switch
        {
            JsonKind.Name => IsName(word),
            JsonKind.String => word.Length <= MaxLength && !word.ContainsAnyExcept(s_letters) && !IsLongNumber(word),
            JsonKind.Number => word.Length <= MaxNumberToken && !word.ContainsAny("eE."u8),
            JsonKind.Object or JsonKind.Array => false,
            _ => true,
        };
    }

    private static bool IsLongNumber(ReadOnlySpan<byte> word)
    {
        var digits = 0;
        foreach (var letter in word)
        {
            if (char.IsAsciiLetter((char)letter))
            {
                return false;
            }

            digits += char.IsAsciiDigit((char)letter) ? 1 : 0;
        }

        return digits > MaxNumber;
    }

    // cache_creation.ephemeral_5m_input_tokens, partial_image_b64; in a bias, 50256.
    private static bool IsName(ReadOnlySpan<byte> name)
    {
        if (name.Length > MaxName || name.ContainsAnyExcept(s_nameLetters))
        {
            return false;
        }

        var digits = 0;
        foreach (var letter in name)
        {
            digits += char.IsAsciiDigit((char)letter) ? 1 : 0;
        }

        return digits <= MaxDigits || (digits == name.Length && digits <= MaxNumber);
    }
}
