namespace Sallyport.Gateway.Json;

/// <summary>
/// Finds string literals where there is no JSON document: arguments that a model left unfinished, or wrote a little wrong. A lenient reader
/// undoes their escapes all the same, so what they say has to be read.
/// </summary>
internal static class JsonStrings
{
    /// <summary>Adds each literal to the map. False where the last one is open at the text's end.</summary>
    public static bool Read(JsonMap map, ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (text[at..].IndexOf((byte)'"') is var next and >= 0)
        {
            var start = at + next;
            at = EndOf(text, start + 1, out var isEscaped);
            if (at > text.Length)
            {
                return false;
            }

            var row = map.Add(JsonKind.String, start, parent: -1);
            map.Row(row).End = at;
            map.Row(row).IsEscaped = isEscaped;
        }

        return true;
    }

    // Behind the closing quote; beyond the text where there is none.
    private static int EndOf(ReadOnlySpan<byte> text, int at, out bool isEscaped)
    {
        isEscaped = false;
        while (at < text.Length && text[at] != '"')
        {
            var isEscape = text[at] == '\\';
            isEscaped |= isEscape;
            at += isEscape ? 2 : 1;
        }

        return at + 1;
    }
}
