using System.Buffers;
using Sallyport.Text;

namespace Sallyport.Detection.Pii;

/// <summary>
/// E-mail addresses: dot-atom local parts (RFC 5321 section 4.1.2, RFC 6531 for letters beyond ASCII) at dotted domains. From each at sign it reads back over
/// the local part, quoted or not, and on over the domain. Backslashes right before it are taken with it: what follows them may be an escape's letter, which has no meaning without them.
/// Misses domains without a dot, address literals, addresses spelled out ("at", "dot") and escaped quotes.
/// </summary>
internal sealed class EmailDetector : AnchoredDetector
{
    // RFC 5321 section 4.5.3.1: 64 octets before the sign, 255 after. More before it is cut, not skipped.
    private const int MaxLocal = 64;
    private const int MaxDomain = 255;

    private const int SchemeReach = 64;
    private const int MaxBackslashes = 63;

    // U+FF0E and U+FF61, the other two dots of RFC 3490, are '.' and this one in the folded view.
    private const char IdeographicStop = '\u3002';

    private static readonly SearchValues<char> s_localSymbols = SearchValues.Create("!#$%&'*+-/=?^_`{|}~.");

    private static readonly SearchValues<char> s_urlEnds = SearchValues.Create("/?# \t\r\n\"'<>");

    public override string Name => "pii.email";

    public override IReadOnlyList<FindingKind> Kinds { get; } = [PiiKinds.Email];

    public override int LookBack => MaxLocal + SchemeReach;

    public override int LookAhead => MaxDomain + 2;

    protected internal override int FindAnchor(ReadOnlySpan<char> text, char before) => text.IndexOf('@');

    protected internal override bool CanAnchor(char c) => c == '@';

    protected internal override bool CanEndTail(char last) => last is not ('\n' or '\r');

    protected internal override int OpenTail(ReadOnlySpan<char> text)
    {
        var local = LocalLength(text);
        return Math.Max(local + Backslashes(text[..^local]), OpenQuote(text));
    }

    protected internal override Recognition Recognize(in Candidate candidate)
    {
        var text = candidate.Text;
        var at = candidate.Anchor;
        var quoted = QuotedLength(text[..at]);
        var local = quoted > 0 ? quoted : LocalLength(text[..at]);
        if (local == 0)
        {
            return Recognition.Nothing(at + 1);
        }

        var escape = quoted > 0 ? 0 : Backslashes(text[..(at - local)]);
        var end = at + 1 + DomainLength(text[(at + 1)..], candidate.IsComplete);
        if (end == text.Length && !candidate.IsComplete)
        {
            return Recognition.Undecided(at - local - escape);
        }

        var domain = Trim(text[(at + 1)..end]);
        var start = at - local + (quoted > 0 ? 0 : LeadingPunctuation(text.Slice(at - local, local)));
        if (start == at || text[at - 1] == '.' || !IsDomain(domain) || IsUserInfo(text[..start]))
        {
            return Recognition.Nothing(at + 1);
        }

        var score = Score(text[start..at], domain, hasSignBefore: start > 0 && text[start - 1] == '@');
        return score < 0.5f
            ? Recognition.Nothing(at + 1)
            : Recognition.Found(PiiKinds.Email, new TextSpan(start == at - local ? start - escape : start, at + 1 + domain.Length), score);
    }

    private static int Backslashes(ReadOnlySpan<char> text)
    {
        var reach = text[^Math.Min(text.Length, MaxBackslashes)..];
        return reach.Length - reach.TrimEnd('\\').Length;
    }

    private static int LocalLength(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < MaxLocal && length < text.Length && IsLocalCharacter(text[^(length + 1)]))
        {
            length++;
        }

        return length;
    }

    /// <summary>The length of the quoted local part (RFC 5321 section 4.1.2) that a text ends with, quotes included; 0 where it ends with none.</summary>
    private static int QuotedLength(ReadOnlySpan<char> text)
    {
        var reach = text[^Math.Min(text.Length, MaxLocal)..];
        if (reach.Length < 3 || reach[^1] != '"' || !char.IsLetterOrDigit(reach[^2]))
        {
            return 0;
        }

        var opening = reach[..^1].LastIndexOfAny("\"\r\n");
        return opening >= 0 && IsOpening(text, text.Length - reach.Length + opening) ? reach.Length - opening : 0;
    }

    /// <summary>How much of a text's end may turn out a quoted local part.</summary>
    private static int OpenQuote(ReadOnlySpan<char> text)
    {
        var from = text.Length - Math.Min(text.Length, MaxLocal);
        var last = text[from..].LastIndexOfAny("\"\r\n");
        if (last < 0 || text[from + last] != '"')
        {
            return 0;
        }

        if (from + last < text.Length - 1)
        {
            return IsOpening(text, from + last) ? text.Length - from - last : 0;
        }

        // It may close what was opened before, or open what is still to come.
        var first = text[from..^1].LastIndexOfAny("\"\r\n");
        return first >= 0 && IsOpening(text, from + first) ? text.Length - from - first : 1;
    }

    private static bool IsOpening(ReadOnlySpan<char> text, int at) =>
        text[at] == '"' && char.IsLetterOrDigit(text[at + 1]) && (at == 0 || !char.IsLetterOrDigit(text[at - 1]));

    private static bool IsLocalCharacter(char c) => char.IsLetterOrDigit(c) || s_localSymbols.Contains(c);

    // How much of a text's beginning may be a domain. IDNA takes an ideographic full stop for a dot (RFC 3490 section 3.1), and so do mail programs. In Chinese
    // and Japanese it ends sentences: so it is a dot only before an ASCII label, and not where a dot of the other kind stands already.
    private static int DomainLength(ReadOnlySpan<char> text, bool isComplete)
    {
        var dot = '\0';
        var length = 0;
        for (; length < text.Length && IsDomainCharacter(text[length]); length++)
        {
            var c = text[length];
            if (c is not ('.' or IdeographicStop))
            {
                continue;
            }

            var isOtherKind = dot != '\0' && dot != c;
            if (c == IdeographicStop && (isOtherKind || (length + 1 < text.Length ? !char.IsAsciiLetterOrDigit(text[length + 1]) : isComplete)))
            {
                break;
            }

            dot = c;
        }

        return length;
    }

    private static bool IsDomainCharacter(char c) => char.IsLetterOrDigit(c) || c is '.' or '-' or IdeographicStop;

    // Signs that local parts may hold but that, in front of one, are the sentence's, the query's or the markup's.
    private static int LeadingPunctuation(ReadOnlySpan<char> local)
    {
        var parameter = local.LastIndexOfAny("=&?/|");
        var skip = parameter + 1;
        while (skip < local.Length && !char.IsLetterOrDigit(local[skip]) && local[skip] != '_')
        {
            skip++;
        }

        return skip;
    }

    private static ReadOnlySpan<char> Trim(ReadOnlySpan<char> domain) => domain.TrimEnd(".-\u3002");

    private static bool IsDomain(ReadOnlySpan<char> domain)
    {
        var dot = domain.LastIndexOfAny('.', IdeographicStop);
        if (dot <= 0 || domain.Length - dot - 1 < 2 || domain[0] is '.' or '-' or IdeographicStop || domain.Contains("..", StringComparison.Ordinal))
        {
            return false;
        }

        var top = domain[(dot + 1)..];
        return IsLetters(top) || (top.StartsWith("xn--", StringComparison.OrdinalIgnoreCase) && top.Length > 4);
    }

    private static bool IsLetters(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsLetter(c))
            {
                return false;
            }
        }

        return true;
    }

    // "https://user:word@host.com": the URL detector's.
    private static bool IsUserInfo(ReadOnlySpan<char> before)
    {
        var reach = before[^Math.Min(before.Length, SchemeReach)..];
        var scheme = reach.LastIndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
        {
            return false;
        }

        var authority = reach[(scheme + 3)..];
        return authority.Contains(':') && authority.IndexOfAny(s_urlEnds) < 0;
    }

    private static float Score(ReadOnlySpan<char> local, ReadOnlySpan<char> domain, bool hasSignBefore)
    {
        // The address of a repository, not of a person.
        if (local.SequenceEqual("git") || IsFileType(domain[(domain.LastIndexOfAny('.', IdeographicStop) + 1)..]))
        {
            return 0.2f;
        }

        return hasSignBefore ? 0.6f : 0.98f;
    }

    // Names of image variants and of sources: "logo@2x.png".
    private static bool IsFileType(ReadOnlySpan<char> top)
    {
        Span<char> lower = stackalloc char[4];
        return top.Length <= lower.Length && top.ToLowerInvariant(lower) > 0
            && lower[..top.Length] is
                "png" or "jpg" or "jpeg" or "gif" or "svg" or "webp" or "css" or "js" or "ts" or "json" or "html" or "py" or "cs" or "exe" or "dll" or "pdf";
    }
}
