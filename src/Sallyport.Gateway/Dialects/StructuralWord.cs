using System.Buffers;
using Sallyport.Gateway.Json;

namespace Sallyport.Gateway.Dialects;

/// <summary>
/// Tells strings that can only be words of a protocol (types, roles, ids, versions) from text: up to 128 letters, digits and a few marks,
/// no space, and no @, which no protocol's words have and every mail address does. Names are held to less, since a tool or model may choose them: 40 letters, or a number of up to six digits (a token's). Asked only of
/// fields whose values a dialect defines.
/// </summary>
internal static class StructuralWord
{
    private const int MaxLength = 128;
    private const int MaxName = 40;
    private const int MaxNumber = 6;
    private const int MaxDigits = 2;

    private static readonly SearchValues<byte> s_letters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.:/+="u8);

    private static readonly SearchValues<byte> s_nameLetters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"u8);

    /// <summary>Whether the node is such a string or name, or holds no text at all.</summary>
    public static bool IsOne(JsonNode node) => node.Kind switch
    {
        JsonKind.Name => IsName(node.Content),
        JsonKind.String => node.Content.Length <= MaxLength && !node.Content.ContainsAnyExcept(s_letters),
        JsonKind.Object or JsonKind.Array => false,
        _ => true,
    };

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
