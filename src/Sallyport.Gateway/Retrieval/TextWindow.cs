namespace Sallyport.Gateway.Retrieval;

/// <summary>A window of one of several texts. Texts that hold nothing but white space have none.</summary>
/// <param name="Text">The text's place among them.</param>
/// <param name="Start">Where it begins, in UTF-16 code units.</param>
/// <param name="Length">How long it is.</param>
internal readonly record struct TextWindow(int Text, int Start, int Length)
{
    // Of a window's length: how far its end may move to fall between words, and how much the next one repeats.
    private const int Slack = 4;
    private const int Overlap = 8;

    /// <summary>Cuts each text into windows that overlap; every character is in one.</summary>
    public static IEnumerable<TextWindow> Cut(IReadOnlyList<string> texts, int length)
    {
        for (var text = 0; text < texts.Count; text++)
        {
            if (string.IsNullOrWhiteSpace(texts[text]))
            {
                continue;
            }

            for (var start = 0; ;)
            {
                var end = End(texts[text], start, length);
                yield return new(text, start, end - start);
                if (end == texts[text].Length)
                {
                    break;
                }

                // Half a surrogate pair at the front would be read as U+FFFD.
                var next = end - (length / Overlap);
                start = char.IsLowSurrogate(texts[text][next]) ? next + 1 : next;
            }
        }
    }

    private static int End(string text, int start, int length)
    {
        if (text.Length - start <= length)
        {
            return text.Length;
        }

        var end = start + length;
        for (var cut = end; cut > end - (length / Slack); cut--)
        {
            if (char.IsWhiteSpace(text[cut]))
            {
                return cut;
            }
        }

        return char.IsLowSurrogate(text[end]) ? end - 1 : end;
    }
}
