using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Sallyport.Documents.Styling;

namespace Sallyport.Documents.Html;

/// <summary>
/// HTML: a passage for each block. Nothing is fetched and no script runs. Hidden are comments, what <see cref="Appearance"/> finds unseen, templates, what stands for browsers without scripts, and texts that stand in
/// attributes (<c>alt</c>, <c>title</c>, <c>aria-label</c>, descriptions). Scripts and style sheets are code, not text, and are left out.
/// </summary>
internal sealed class HtmlPassages
{
    private const int Depth = 512;

    private static readonly FrozenSet<string> Blocks = FrozenSet.Create(
        StringComparer.Ordinal,
        "address", "article", "aside", "blockquote", "body", "button", "caption", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hgroup", "hr", "html",
        "label", "legend", "li", "main", "menu", "nav", "ol", "optgroup", "option", "p", "pre", "search", "section", "select", "summary", "table", "tbody", "textarea", "tfoot", "thead", "title", "tr", "ul");

    // What stands for browsers that don't know an element or can't show it, what is shown where it is referred to at most, and descriptions.
    private static readonly FrozenSet<string> Unseen = FrozenSet.Create(
        StringComparer.Ordinal,
        "annotation", "annotation-xml", "audio", "canvas", "datalist", "defs", "desc", "iframe", "metadata", "meter", "noembed", "noframes", "noscript", "object", "progress", "rp", "symbol", "template", "video");

    private static readonly string[] Described = ["alt", "title", "aria-label", "aria-description", "placeholder", "summary", "srcdoc"];

    private static readonly SearchValues<char> Ornament = SearchValues.Create(" \t\r\n-=*_<>/");

    private readonly PassageSink _sink;
    private readonly ElementStyles _styles;
    private readonly HeadingPath _headings = new();
    private readonly StringBuilder _visible = new();
    private readonly StringBuilder _hidden = new();
    private int _heading;

    private HtmlPassages(PassageSink sink, ElementStyles styles)
    {
        _sink = sink;
        _styles = styles;
    }

    /// <summary>Reads a document.</summary>
    /// <exception cref="DocumentFaultException">It can't be read.</exception>
    public static void Read(string html, PassageSink sink)
    {
        using var document = new HtmlParser(new HtmlParserOptions { MaximumDepth = Depth, DisableElementPositionTracking = true }).ParseDocument(html);
        var passages = new HtmlPassages(sink, ElementStyles.Of(document));
        passages.Inside(document, Appearance.Initial, keepsSpace: false);
        passages.Flush();
    }

    private void Inside(INode node, Appearance appearance, bool keepsSpace)
    {
        foreach (var child in node.ChildNodes)
        {
            switch (child)
            {
                case IText text:
                    Append(text.Data, appearance.IsHidden ? _hidden : _visible, keepsSpace);
                    break;
                case IComment comment:
                    Aside(comment.Data);
                    break;
                case IElement element:
                    Element(element, appearance, keepsSpace);
                    break;
                default:
                    break;
            }
        }
    }

    private void Element(IElement element, Appearance parent, bool keepsSpace)
    {
        if (element.LocalName is "script" or "style")
        {
            return;
        }

        var appearance = Unseen.Contains(element.LocalName) || (element.LocalName is "title" && element.NamespaceUri == NamespaceNames.SvgUri) ? parent.Gone() : _styles.Look(element, parent);
        Describe(element, appearance);
        switch (element.LocalName)
        {
            case "br":
                _visible.Append('\n');
                return;
            case "td" or "th" when _visible.Length > 0:
                _visible.Append(" | ");
                break;
            case "h1" or "h2" or "h3" or "h4" or "h5" or "h6" when _heading == 0:
                Heading(element, appearance);
                return;
            default:
                break;
        }

        var isBlock = Blocks.Contains(element.LocalName);
        if (isBlock)
        {
            Flush();
            _visible.Append(element.LocalName is "li" && !appearance.IsHidden ? "- " : "");
        }

        Inside(element, appearance, keepsSpace || element.LocalName is "pre" or "textarea");
        if (element is IHtmlTemplateElement template)
        {
            Inside(template.Content, appearance, keepsSpace);
        }

        if (isBlock)
        {
            Flush();
        }
    }

    private void Heading(IElement element, Appearance appearance)
    {
        Flush();
        _heading = element.LocalName[1] - '0';
        Inside(element, appearance, keepsSpace: false);
        _headings.Open(_heading, _visible.ToString());
        _heading = 0;
        Flush();
    }

    private void Describe(IElement element, Appearance appearance)
    {
        foreach (var name in Described)
        {
            if (element.GetAttribute(name) is { Length: > 0 } text)
            {
                Aside(text);
            }
        }

        switch (element.LocalName)
        {
            case "meta" when element.GetAttribute("content") is { } content && (element.GetAttribute("name") ?? element.GetAttribute("property")) is { } name
                && (name.EndsWith("description", StringComparison.OrdinalIgnoreCase) || name.EndsWith("title", StringComparison.OrdinalIgnoreCase) || name.EndsWith("keywords", StringComparison.OrdinalIgnoreCase)):
                Aside(content);
                break;
            case "input" when element.GetAttribute("value") is { } value:
                if (appearance.IsHidden || element.GetAttribute("type") is "hidden")
                {
                    Aside(value);
                }
                else
                {
                    _visible.Append(' ').Append(value).Append(' ');
                }

                break;
            default:
                break;
        }
    }

    // Text that stands beside the flow, of which nothing shows.
    private void Aside(string text)
    {
        if (text.AsSpan().ContainsAnyExcept(Ornament))
        {
            _sink.Add(text, _headings.Current, isHidden: true);
        }
    }

    private void Flush()
    {
        if (_heading > 0)
        {
            _visible.Append(' ');
            return;
        }

        if (_visible is not { Length: 0 or 2 } || _visible.ToString() is not ("- " or ""))
        {
            _sink.Add(_visible.ToString(), _headings.Current);
        }

        _sink.Add(_hidden.ToString(), _headings.Current, isHidden: true);
        _visible.Clear();
        _hidden.Clear();
    }

    private static void Append(string text, StringBuilder to, bool keepsSpace)
    {
        if (keepsSpace)
        {
            to.Append(text);
            return;
        }

        // White space in HTML is one space, and none at a line's start.
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var ink = rest.IndexOfAnyExcept(" \t\r\n\f");
            if (ink != 0 && to.Length > 0 && to[^1] is not (' ' or '\n'))
            {
                to.Append(' ');
            }

            if (ink < 0)
            {
                return;
            }

            rest = rest[ink..];
            var end = rest.IndexOfAny(" \t\r\n\f");
            to.Append(end < 0 ? rest : rest[..end]);
            rest = end < 0 ? [] : rest[end..];
        }
    }
}
