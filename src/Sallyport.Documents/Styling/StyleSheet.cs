namespace Sallyport.Documents.Styling;

/// <summary>
/// Reads the rules of a style sheet that could hide text. Groups (<c>@media</c>, <c>@supports</c>, <c>@layer</c>) count as applied, but for those that are for print alone: whether a window is wide enough isn't known.
/// </summary>
internal static class StyleSheet
{
    private static readonly string[] Groups = ["@media", "@supports", "@layer", "@container", "@scope"];

    private const int MostNested = 4;
    private const int LongestSelector = 1_000;

    /// <summary>Selectors with what they set, in the sheet's order; rules that set nothing of concern are left out.</summary>
    /// <param name="sheet">The text of a <c>style</c> element.</param>
    public static IEnumerable<(string Selector, CssDeclarations Style)> Rules(string sheet)
    {
        // "<!--" and "-->" hid sheets from the browsers of long ago, and mean nothing.
        var text = CssText.WithoutComments(sheet).Replace("<!--", "", StringComparison.Ordinal).Replace("-->", "", StringComparison.Ordinal);
        return Rules(text, "", 0);
    }

    // Rules within a rule are for what is inside of what that one is for, or for itself where they say "&".
    private static IEnumerable<(string Selector, CssDeclarations Style)> Rules(string text, string parent, int depth)
    {
        for (var at = 0; at < text.Length;)
        {
            var stop = Stop(text, at);
            if (stop == text.Length)
            {
                yield break;
            }

            var prelude = text[at..stop].Trim();
            if (text[stop] != '{')
            {
                // The end of a group, a rule without a block, such as @import, or a declaration beside inner rules.
                at = stop + 1;
                continue;
            }

            if (prelude.StartsWith('@'))
            {
                at = IsApplied(prelude) ? stop + 1 : EndOfBlock(text, stop);
                continue;
            }

            var end = EndOfBlock(text, stop);
            var block = text.Substring(stop + 1, Math.Max(0, end - stop - 2));
            var selector = parent.Length == 0 ? prelude : prelude.Contains('&', StringComparison.Ordinal) ? prelude.Replace("&", parent, StringComparison.Ordinal) : $"{parent} :is({prelude})";
            var style = CssDeclarations.Parse(block);
            if (!style.IsEmpty && prelude.Length > 0)
            {
                yield return (selector, style);
            }

            if (depth < MostNested && selector.Length < LongestSelector && prelude.Length > 0 && block.Contains('{', StringComparison.Ordinal))
            {
                foreach (var inner in Rules(block, $":is({selector})", depth + 1))
                {
                    yield return inner;
                }
            }

            at = end;
        }
    }

    private static bool IsApplied(string prelude) =>
        Array.Exists(Groups, group => prelude.StartsWith(group, StringComparison.OrdinalIgnoreCase))
        && !(prelude.Contains("print", StringComparison.OrdinalIgnoreCase) && !prelude.Contains("screen", StringComparison.OrdinalIgnoreCase));

    private static int EndOfBlock(string text, int open)
    {
        var depth = 1;
        var at = open + 1;
        while (depth > 0 && (at = Stop(text, at)) < text.Length)
        {
            depth += text[at++] switch { '{' => 1, '}' => -1, _ => 0 };
        }

        return at;
    }

    // The next brace or semicolon outside of strings.
    private static int Stop(string text, int at)
    {
        while (at < text.Length)
        {
            var found = text.AsSpan(at).IndexOfAny("{};\"'");
            if (found < 0)
            {
                return text.Length;
            }

            at += found;
            if (text[at] is not ('"' or '\''))
            {
                return at;
            }

            var close = text.IndexOf(text[at], at + 1);
            at = close < 0 ? text.Length : close + 1;
        }

        return text.Length;
    }
}
