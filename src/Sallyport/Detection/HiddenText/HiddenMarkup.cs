using System.Buffers;

namespace Sallyport.Detection.HiddenText;

/// <summary>Judges HTML comments and elements whose style hides them.</summary>
internal static class HiddenMarkup
{
    private const string CommentStart = "<!--";
    private const string CommentEnd = "-->";
    private const int LongestTag = 512;
    private const float Ordinary = 0.3f;
    private const float SpeaksToModel = 0.75f;

    private static readonly SearchValues<char> Ornament = SearchValues.Create(" \t\r\n-=*<>/");

    private static readonly SearchValues<string> HidingStyles = SearchValues.Create(
        [
            "display:none", "display: none", "visibility:hidden", "visibility: hidden", "font-size:0", "font-size: 0", "opacity:0;", "opacity: 0;",
            "opacity:0\"", "opacity: 0\"", "color:white", "color: white", "color:#fff", "color: #fff", "color:transparent", "color: transparent", " hidden>", "hidden=\"",
            "left:-9999", "left: -9999", "font-size:1px", "font-size: 1px",
        ],
        StringComparison.OrdinalIgnoreCase);

    // Words with which hidden text addresses whoever acts on it.
    private static readonly SearchValues<string> Addresses = SearchValues.Create(
        [
            "ignore", "disregard", "instruction", "assistant", "system prompt", "language model", " ai ", "llm", "chatbot", "chatgpt", "claude",
            "you must", "you should", "do not tell", "don't tell", "send ", "password", "please ", "override", "reply ", "respond ",
        ],
        StringComparison.OrdinalIgnoreCase);

    public static Recognition Recognize(in Candidate candidate)
    {
        var rest = candidate.Text[candidate.Anchor..];
        var common = rest.CommonPrefixLength(CommentStart);
        if (common == CommentStart.Length)
        {
            return Comment(candidate);
        }

        if (common == rest.Length && !candidate.IsComplete)
        {
            return Recognition.Undecided(candidate.Anchor);
        }

        return rest.Length > 1 && char.IsAsciiLetter(rest[1]) ? Element(candidate) : Recognition.Nothing(candidate.Anchor + 1);
    }

    private static Recognition Comment(in Candidate candidate)
    {
        var anchor = candidate.Anchor;
        var body = candidate.Text[(anchor + CommentStart.Length)..];
        var end = body.IndexOf(CommentEnd, StringComparison.Ordinal);
        if (end < 0 && !candidate.IsComplete)
        {
            return Recognition.Undecided(anchor);
        }

        var text = end < 0 ? body : body[..end];
        var length = CommentStart.Length + text.Length + (end < 0 ? 0 : CommentEnd.Length);
        return HasWords(text)
            ? Recognition.Found(HiddenTextKinds.HtmlComment, new(anchor, anchor + length), text.ContainsAny(Addresses) ? SpeaksToModel : Ordinary)
            : Recognition.Nothing(anchor + length);
    }

    private static Recognition Element(in Candidate candidate)
    {
        var anchor = candidate.Anchor;
        var rest = candidate.Text[anchor..];
        var tag = rest[..Math.Min(rest.Length, LongestTag)].IndexOfAny('>', '\n');
        if (tag < 0)
        {
            return rest.Length < LongestTag && !candidate.IsComplete ? Recognition.Undecided(anchor) : Recognition.Nothing(anchor + 1);
        }

        if (rest[tag] != '>' || !rest[..(tag + 1)].ContainsAny(HidingStyles))
        {
            return Recognition.Nothing(anchor + 1);
        }

        var content = rest[(tag + 1)..];
        var close = content.IndexOf("</", StringComparison.Ordinal);
        if (close < 0 && !candidate.IsComplete)
        {
            return Recognition.Undecided(anchor);
        }

        var text = close < 0 ? content : content[..close];
        return HasWords(text)
            ? Recognition.Found(HiddenTextKinds.Style, new(anchor, anchor + tag + 1 + text.Length), text.ContainsAny(Addresses) ? SpeaksToModel : Ordinary)
            : Recognition.Nothing(anchor + 1);
    }

    private static bool HasWords(ReadOnlySpan<char> text) => text.ContainsAnyExcept(Ornament) && text.Trim().Length >= 4;
}
