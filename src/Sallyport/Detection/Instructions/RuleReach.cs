namespace Sallyport.Detection.Instructions;

/// <summary>The text after an anchor that a rule reads.</summary>
internal readonly ref struct RuleReach
{
    private const int BeforeReach = 64;

    private RuleReach(ReadOnlySpan<char> text, bool isOpen)
    {
        Text = text;
        IsOpen = isOpen;
    }

    /// <summary>From the anchor on, to the end of the sentence or as far as the rule reads.</summary>
    public ReadOnlySpan<char> Text { get; }

    /// <summary>Whether more text would belong to it.</summary>
    public bool IsOpen { get; }

    /// <summary>Cuts the reach of a rule.</summary>
    /// <param name="rest">Text from the anchor on.</param>
    /// <param name="anchorLength">The anchor's length.</param>
    /// <param name="rule">The rule.</param>
    public static RuleReach Of(ReadOnlySpan<char> rest, int anchorLength, InstructionRule rule)
    {
        if (rule.Also is null && rule != ImageLink.Rule)
        {
            return new(rest[..anchorLength], isOpen: false);
        }

        // One more character than it reads, so that a word's end can be seen.
        var length = Math.Min(rest.Length, rule.Reach);
        if (rule.StopsAtSentence)
        {
            for (var i = anchorLength; i < length; i++)
            {
                if (rest[i] is '\n' or '。' or '！' or '？' or '।')
                {
                    return new(rest[..i], isOpen: false);
                }

                if (rest[i] is '.' or '!' or '?')
                {
                    if (i + 1 >= rest.Length)
                    {
                        return new(rest[..i], isOpen: true);
                    }

                    if (char.IsWhiteSpace(rest[i + 1]) || rest[i + 1] is '"' or '\'' or '<')
                    {
                        return new(rest[..i], isOpen: false);
                    }
                }
            }
        }

        return new(rest[..length], rest.Length < rule.Reach);
    }

    /// <summary>The rule's score, or 0; and how much of the reach the finding covers.</summary>
    public static float Match(ReadOnlySpan<char> before, ReadOnlySpan<char> reach, int anchorLength, InstructionRule rule, out int length)
    {
        length = anchorLength;
        if (rule == ImageLink.Rule)
        {
            return ImageLink.Score(reach, out length);
        }

        if (rule.Before is not null && !UnwrappedText.ContainsBefore(before, BeforeReach, rule.Before))
        {
            return 0;
        }

        var rest = reach[anchorLength..];
        foreach (var words in (ReadOnlySpan<System.Buffers.SearchValues<string>?>)[rule.Also, rule.AndAlso])
        {
            if (words is null)
            {
                continue;
            }

            var at = rest.IndexOfAny(words);
            if (at < 0)
            {
                return 0;
            }

            length = Math.Max(length, anchorLength + at);
        }

        // To the end of the last word that counted.
        while (rule.Also is not null && length < reach.Length && (length == anchorLength || char.IsLetterOrDigit(reach[length]) || !char.IsLetterOrDigit(reach[length - 1])))
        {
            length++;
        }

        return rule.Score;
    }
}
