using System.Buffers;
using Sallyport.Gateway.Json;

namespace Sallyport.Gateway.Dialects;

/// <summary>
/// Tells strings that can only be words of a protocol (types, roles, ids, versions) from text: up to 128 letters, digits and a few marks,
/// no space. Asked only of fields whose values a dialect defines.
/// </summary>
internal static class StructuralWord
{
    private const int MaxLength = 128;

    private static readonly SearchValues<byte> s_letters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.:/@+="u8);

    /// <summary>Whether the node is such a string or name, or holds no text at all.</summary>
    public static bool IsOne(JsonNode node) => node.Kind switch
    {
        JsonKind.String or JsonKind.Name => node.Content.Length <= MaxLength && !node.Content.ContainsAnyExcept(s_letters),
        JsonKind.Object or JsonKind.Array => false,
        _ => true,
    };
}
