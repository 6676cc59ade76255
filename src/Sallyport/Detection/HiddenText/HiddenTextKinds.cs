namespace Sallyport.Detection.HiddenText;

/// <summary>The kinds of hidden text.</summary>
public static class HiddenTextKinds
{
    /// <summary>Characters of the block Tags (U+E0000 to U+E007F) outside of a flag.</summary>
    public static FindingKind TagCharacters { get; } = new("hidden.tag_characters");

    /// <summary>Controls of the bidirectional algorithm where nothing is written from right to left, or that override it.</summary>
    public static FindingKind Bidirectional { get; } = new("hidden.bidi");

    /// <summary>Zero-width characters that join or part nothing.</summary>
    public static FindingKind ZeroWidth { get; } = new("hidden.zero_width");

    /// <summary>More variation selectors than any character takes.</summary>
    public static FindingKind VariationSelectors { get; } = new("hidden.variation_selectors");

    /// <summary>An HTML comment that holds words.</summary>
    public static FindingKind HtmlComment { get; } = new("hidden.html_comment");

    /// <summary>An element with words that its style hides.</summary>
    public static FindingKind Style { get; } = new("hidden.style");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<FindingKind> All { get; } = [TagCharacters, Bidirectional, ZeroWidth, VariationSelectors, HtmlComment, Style];
}
