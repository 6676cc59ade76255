using System.Buffers;

namespace Sallyport.Gateway.Json;

/// <summary>What may be shown of what a caller wrote: words as APIs have them for types and fields, and nothing that could be somebody's.</summary>
internal static class PlainWord
{
    private const int MaxLength = 64;

    private static readonly SearchValues<char> s_letters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.");

    /// <summary>Whether a text is 1 to 64 letters, digits, <c>_</c>, <c>-</c> and <c>.</c>.</summary>
    public static bool IsOne(ReadOnlySpan<char> text) => text.Length is > 0 and <= MaxLength && !text.ContainsAnyExcept(s_letters);

    /// <summary>The text where it is one, else <c>…</c>.</summary>
    public static string Shown(string text) => IsOne(text) ? text : "…";
}
