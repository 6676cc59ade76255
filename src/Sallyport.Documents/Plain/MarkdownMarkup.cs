using System.Buffers;
using System.Text;
using Sallyport.Documents.Styling;

namespace Sallyport.Documents.Plain;

/// <summary>
/// Takes out of Markdown's lines what doesn't show: HTML comments, elements that are unseen, titles of links, descriptions of pictures. Comments and elements may go over many lines. Code spans are left alone.
/// An element that isn't closed hides the rest of the text, as it does on a page.
/// </summary>
/// <param name="hide">Takes what doesn't show.</param>
internal sealed class MarkdownMarkup(Action<string> hide)
{
    // How far ahead the end of a tag, span or title is looked for, so that work stays linear.
    private const int LongestTag = 2_000;

    private static readonly SearchValues<char> NameLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");

    private static readonly string[] Described = ["alt", "title", "aria-label", "aria-description", "placeholder", "summary", "srcdoc"];

    // HTML Standard, 13.1.2.
    private static readonly string[] Void = ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

    private readonly StringBuilder _hidden = new();
    private string? _element;
    private int _depth;
    private bool _isComment;

    /// <summary>Whether a comment or an unseen element is open.</summary>
    public bool IsOpen => _isComment || _element is not null;

    /// <summary>What shows of a line.</summary>
    public string Filter(ReadOnlySpan<char> line)
    {
        var seen = new StringBuilder(line.Length);
        for (var at = 0; at < line.Length;)
        {
            at = _isComment ? InComment(line, at) : _element is not null ? InElement(line, at) : InText(line, at, seen);
        }

        if (IsOpen)
        {
            _hidden.Append('\n');
        }

        return seen.ToString();
    }

    /// <summary>The text has ended.</summary>
    public void Complete()
    {
        if (_hidden.Length > 0)
        {
            hide(_hidden.ToString());
            _hidden.Clear();
        }
    }

    private int InComment(ReadOnlySpan<char> line, int at)
    {
        var end = line[at..].IndexOf("-->", StringComparison.Ordinal);
        _hidden.Append(end < 0 ? line[at..] : line.Slice(at, end));
        if (end < 0)
        {
            return line.Length;
        }

        _isComment = false;
        Complete();
        return at + end + 3;
    }

    private int InElement(ReadOnlySpan<char> line, int at)
    {
        var open = line[at..].IndexOf('<');
        if (open < 0)
        {
            _hidden.Append(line[at..]);
            return line.Length;
        }

        _hidden.Append(line.Slice(at, open));
        at += open;
        var rest = line[at..];
        var isClosing = rest is ['<', '/', ..];
        if (NameOf(rest[(isClosing ? 2 : 1)..]).Equals(_element, StringComparison.OrdinalIgnoreCase))
        {
            var end = EndOfTag(rest);
            _depth += isClosing ? -1 : 1;
            _hidden.Append(isClosing ? "" : rest[..end]);
            if (_depth == 0)
            {
                _element = null;
                Complete();
            }

            return at + end;
        }

        _hidden.Append('<');
        return at + 1;
    }

    private int InText(ReadOnlySpan<char> line, int at, StringBuilder seen)
    {
        var rest = line[at..];
        var stop = rest.IndexOfAny("`<](!");
        if (stop != 0)
        {
            seen.Append(stop < 0 ? rest : rest[..stop]);
            return stop < 0 ? line.Length : at + stop;
        }

        rest = rest[..Math.Min(rest.Length, LongestTag)];
        if (rest[0] == '`')
        {
            var run = rest.IndexOfAnyExcept('`');
            run = run < 0 ? rest.Length : run;
            var close = rest[run..].IndexOf(rest[..run], StringComparison.Ordinal);
            var length = close < 0 ? run : run + close + run;
            seen.Append(rest[..length]);
            return at + length;
        }

        if (rest.StartsWith("<!--"))
        {
            _isComment = true;
            return at + 4;
        }

        // Instructions, declarations and CDATA (CommonMark, 6.6): a browser takes them for comments.
        if (rest is ['<', '?' or '!', ..] && rest.IndexOf('>') is > 2 and var last)
        {
            hide(rest[2..last].ToString());
            return at + last + 1;
        }

        if (rest[0] == '<' && NameOf(rest[1..]) is { IsEmpty: false } name)
        {
            return Tag(rest, name, at, seen);
        }

        if (rest.StartsWith("](") && TitleOf(rest) is { } title)
        {
            seen.Append(rest[..title.Start.Value]);
            hide(rest[title].ToString());
            return at + title.End.Value;
        }

        if (rest.StartsWith("![") && rest.IndexOf(']') is > 2 and var end)
        {
            hide(rest[2..end].ToString());
            seen.Append("![");
            return at + end;
        }

        seen.Append(rest[0]);
        return at + 1;
    }

    private int Tag(ReadOnlySpan<char> rest, ReadOnlySpan<char> name, int at, StringBuilder seen)
    {
        var end = EndOfTag(rest);
        var tag = rest[..end];
        var attributes = TagAttributes.Read(tag[(1 + name.Length)..]);
        foreach (var described in Described)
        {
            if (attributes.GetValueOrDefault(described) is { Length: > 0 } text)
            {
                hide(text);
                tag = $"<{name}>";
            }
        }

        // Written "<div/>", an element is open all the same, unless it is one that holds nothing.
        if (IsUnseen(name, attributes) && !Void.Contains(name.ToString(), StringComparer.OrdinalIgnoreCase))
        {
            (_element, _depth) = (name.ToString(), 1);
            return at + end;
        }

        seen.Append(tag);
        return at + end;
    }

    private static bool IsUnseen(ReadOnlySpan<char> name, Dictionary<string, string> attributes)
    {
        if (name.ToString().ToLowerInvariant() is "script" or "style" or "template" or "noscript" or "datalist" or "object" or "video" or "audio" or "canvas" or "iframe")
        {
            return true;
        }

        return attributes.ContainsKey("hidden") || attributes.ContainsKey("popover")
            || attributes.GetValueOrDefault("aria-hidden", "").Equals("true", StringComparison.OrdinalIgnoreCase)
            || Appearance.Initial.With(CssDeclarations.Parse(attributes.GetValueOrDefault("style"))).IsHidden
            || (name.Equals("font", StringComparison.OrdinalIgnoreCase) && Appearance.Initial.With(CssDeclarations.Parse($"color:{attributes.GetValueOrDefault("color")}")).IsHidden);
    }

    // A tag ends on its line here; one that doesn't is taken to end there, so that what it hides stays hidden.
    private static int EndOfTag(ReadOnlySpan<char> tag)
    {
        tag = tag[..Math.Min(tag.Length, LongestTag)];
        var end = TagAttributes.EndOf(tag);
        return end < 0 ? tag.Length : end + 1;
    }

    private static ReadOnlySpan<char> NameOf(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExcept(NameLetters);
        end = end < 0 ? text.Length : end;
        return end > 0 && char.IsAsciiLetter(text[0]) ? text[..end] : [];
    }

    // The quoted title of a link, with the space before it: [text](destination "title").
    private static Range? TitleOf(ReadOnlySpan<char> link)
    {
        var close = link.IndexOf(')');
        var quote = link.IndexOfAny(" \t");
        if (quote < 0 || (close >= 0 && quote > close))
        {
            return null;
        }

        var title = link[quote..].TrimStart();
        var start = link.Length - title.Length;
        if (title is not ['"' or '\'', ..] || title[1..].IndexOf(title[0]) is not (>= 0 and var end))
        {
            return null;
        }

        return quote..(start + end + 2);
    }
}
