using AngleSharp.Css.Dom;
using AngleSharp.Css.Parser;
using AngleSharp.Dom;
using Sallyport.Documents.Styling;

namespace Sallyport.Documents.Html;

/// <summary>What the sheets inside a document say of each of its elements.</summary>
internal sealed class ElementStyles
{
    // A framework's whole sheet on a large page; far beyond, judging would take minutes.
    private const long MostMatches = 30_000_000;

    private static readonly string[] Presentation = ["display", "visibility", "opacity", "font-size", "fill"];

    private readonly List<(ISelector Selector, CssDeclarations Style)> _rules;

    private ElementStyles(List<(ISelector Selector, CssDeclarations Style)> rules) => _rules = rules;

    /// <summary>Reads a document's <c>style</c> elements.</summary>
    /// <exception cref="DocumentFaultException">There are more rules and elements than can be judged.</exception>
    public static ElementStyles Of(IDocument document)
    {
        var parser = document.Context.GetService<ICssSelectorParser>()!;
        var rules = new List<(ISelector Selector, CssDeclarations Style)>();
        foreach (var (selector, style) in document.QuerySelectorAll("style").SelectMany(static sheet => StyleSheet.Rules(sheet.TextContent)))
        {
            if (!selector.Contains("::", StringComparison.Ordinal) && parser.ParseSelector(selector) is { } read)
            {
                rules.Add((read, style));
            }
        }

        if ((long)rules.Count * document.All.Length > MostMatches)
        {
            throw new DocumentFaultException(DocumentFault.BrokenHtml);
        }

        // A stable sort: of equal weight, the later rule wins.
        return new ElementStyles([.. rules.OrderBy(static rule => rule.Selector.Specificity)]);
    }

    /// <summary>How an element stands to a reader's eye.</summary>
    public Appearance Look(IElement element, Appearance parent)
    {
        if (element.HasAttribute("hidden") || element.HasAttribute("popover") || element.GetAttribute("aria-hidden") is "true" || (element.LocalName is "dialog" && !element.HasAttribute("open")))
        {
            return parent.Gone();
        }

        var style = new CssDeclarations();
        if (element.GetAttribute("bgcolor") is { } background)
        {
            style.Overlay(CssDeclarations.Parse("background-color:" + background));
        }

        if ((element.LocalName is "font" ? element.GetAttribute("color") : element.LocalName is "body" ? element.GetAttribute("text") : null) is { } color)
        {
            style.Overlay(CssDeclarations.Parse("color:" + color));
        }

        if (element.NamespaceUri == NamespaceNames.SvgUri)
        {
            style.Overlay(CssDeclarations.Parse(string.Join(';', Presentation.Select(name => $"{name}:{element.GetAttribute(name)}"))));
        }

        foreach (var (selector, rule) in _rules)
        {
            if (selector.Match(element, null))
            {
                style.Overlay(rule);
            }
        }

        if (element.GetAttribute("style") is { } own)
        {
            style.Overlay(CssDeclarations.Parse(own));
        }

        // Drawings colour their text by what fills it.
        if (element.NamespaceUri == NamespaceNames.SvgUri && style["fill"] is { } fill)
        {
            style.Overlay(CssDeclarations.Parse("-webkit-text-fill-color:" + (fill is "none" ? "transparent" : fill)));
        }

        return parent.With(style);
    }
}
