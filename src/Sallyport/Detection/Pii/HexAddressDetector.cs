using System.Buffers;
using System.Globalization;
using Sallyport.Text;

namespace Sallyport.Detection.Pii;

/// <summary>
/// Hardware addresses (IEEE 802 EUI-48: six pairs parted by colons or hyphens, or three groups of four parted by points) and Internet addresses of version 6 (RFC 4291
/// section 2.2). From the first separator after one to four hexadecimal digits it reads the rest. Pairs of decimal digits alone are times unless a word calls them an
/// address, and those that a word calls a fingerprint, or that go on as dots, are a hash's beginning. A network ("2001:db8::/32") is nobody's address. Misses version 6 addresses that begin with colons, which tell nobody apart.
/// </summary>
internal sealed class HexAddressDetector : AnchoredDetector
{
    private const int MaxGroup = 4;
    private const int MaxGroups = 8;
    private const int GroupBits = 16;
    private const int AddressBits = 128;
    private const int MaxPrefixDigits = 3;
    private const int CueReach = 24;

    private static readonly SearchValues<char> s_separators = SearchValues.Create(":-.");

    private static readonly SearchValues<string> s_hardwareWords = SearchValues.Create(["mac", "ether", "hwaddr", "bssid", "hardware", "lladdr"], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> s_hashWords =
        SearchValues.Create(["fingerprint", "thumbprint", "hash", "sha", "md5", "digest", "serial"], StringComparison.OrdinalIgnoreCase);

    public override string Name => "pii.hex_addresses";

    public override IReadOnlyList<FindingKind> Kinds { get; } = [PiiKinds.IpAddress, PiiKinds.MacAddress];

    public override int LookBack => 16 + CueReach;

    // The longest address has eight groups of four and seven colons; beyond it only the next character counts.
    public override int LookAhead => 48;

    protected internal override int FindAnchor(ReadOnlySpan<char> text, char before)
    {
        var at = 0;
        while (true)
        {
            var found = text[at..].IndexOfAny(s_separators);
            if (found < 0)
            {
                return -1;
            }

            at += found;
            if (char.IsAsciiHexDigit(at > 0 ? text[at - 1] : before))
            {
                return at;
            }

            at++;
        }
    }

    protected internal override bool CanAnchor(char c) => s_separators.Contains(c);

    protected internal override bool CanEndTail(char last) => char.IsAsciiHexDigit(last);

    protected internal override int OpenTail(ReadOnlySpan<char> text)
    {
        var length = GroupBefore(text);
        return length > MaxGroup ? 0 : length;
    }

    protected internal override Recognition Recognize(in Candidate candidate)
    {
        var text = candidate.Text;
        var anchor = candidate.Anchor;
        var first = GroupBefore(text[..anchor]);
        var start = anchor - first;
        var separator = text[anchor];
        if (first > MaxGroup || IsJoined(text[..start]) || !(separator == ':' || first == (separator == '-' ? 2 : MaxGroup)))
        {
            return Recognition.Nothing(anchor + 1);
        }

        var end = anchor;
        while (end < text.Length && (text[end] == separator || char.IsAsciiHexDigit(text[end])))
        {
            end++;
        }

        var prefixEnd = PrefixEnd(text, end);
        if (!candidate.IsComplete && (end == text.Length || (end == text.Length - 1 && text[end] == '.') || prefixEnd == text.Length))
        {
            return Recognition.Undecided(start);
        }

        if (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
        {
            return Recognition.Nothing(anchor + 1);
        }

        var body = text[start..end].TrimEnd(separator == ':' ? ":" : ".-");
        if (separator == ':' && text[start..end].EndsWith("::", StringComparison.Ordinal))
        {
            body = text[start..end];
        }

        var goesOn = end < text.Length && (text[end] == '…' || text[end..].StartsWith("..", StringComparison.Ordinal));
        if (separator == ':' && prefixEnd > end + 1 && IsNetwork(body, int.Parse(text[(end + 1)..prefixEnd], CultureInfo.InvariantCulture)))
        {
            return Recognition.Nothing(end);
        }

        var (kind, score) = Judge(body, separator, text[Math.Max(0, start - CueReach)..start], goesOn);
        return score >= NumberDetector.Threshold
            ? Recognition.Found(kind, new TextSpan(start, start + body.Length), score)
            : Recognition.Nothing(anchor + 1);
    }

    private static int GroupBefore(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length <= MaxGroup && length < text.Length && char.IsAsciiHexDigit(text[^(length + 1)]))
        {
            length++;
        }

        return length;
    }

    // Part of a word, a number or a longer chain; but "mac:00:11:..." names what follows.
    private static bool IsJoined(ReadOnlySpan<char> before)
    {
        if (before.Length == 0 || before[^1] is not (':' or '-' or '.'))
        {
            return before.Length > 0 && (char.IsAsciiLetterOrDigit(before[^1]) || before[^1] == '_');
        }

        var chain = before[..^1];
        var group = GroupBefore(chain);
        if (group == 0)
        {
            return chain.Length > 0 && chain[^1] is ':' or '-' or '.';
        }

        return group <= MaxGroup && (group == chain.Length || !char.IsAsciiLetter(chain[^(group + 1)]));
    }

    // Where the length of a prefix ends that is written behind an address; there where none is.
    private static int PrefixEnd(ReadOnlySpan<char> text, int end)
    {
        if (end == text.Length || text[end] != '/')
        {
            return end;
        }

        var at = end + 1;
        while (at < text.Length && at - end <= MaxPrefixDigits && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return at;
    }

    // RFC 4291 section 2.3: nothing but zeros behind the prefix. One of 127 bits leaves both its addresses to hosts (RFC 6164).
    private static bool IsNetwork(ReadOnlySpan<char> body, int prefix)
    {
        Span<int> groups = stackalloc int[MaxGroups];
        groups.Clear();
        var gap = body.IndexOf("::");
        if (prefix >= AddressBits - 1 || Internet(body) == 0)
        {
            return false;
        }

        var behind = gap < 0 ? [] : body[(gap + 2)..];
        Fill(gap < 0 ? body : body[..gap], groups);
        Fill(behind, groups[^(behind.IsEmpty ? 0 : behind.Count(':') + 1)..]);

        for (var i = 0; i < MaxGroups; i++)
        {
            if ((groups[i] & (0xFFFF >> Math.Clamp(prefix - (i * GroupBits), 0, GroupBits))) != 0)
            {
                return false;
            }
        }

        return true;
    }

    private static void Fill(ReadOnlySpan<char> text, Span<int> groups)
    {
        var count = 0;
        foreach (var group in text.Split(':'))
        {
            if (!text[group].IsEmpty)
            {
                groups[count++] = int.Parse(text[group], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            }
        }
    }

    private static (FindingKind Kind, float Score) Judge(ReadOnlySpan<char> body, char separator, ReadOnlySpan<char> before, bool goesOn)
    {
        var hardware = goesOn ? 0 : Hardware(body, separator, before);
        return hardware > 0 || separator != ':' ? (PiiKinds.MacAddress, hardware) : (PiiKinds.IpAddress, Internet(body));
    }

    private static float Hardware(ReadOnlySpan<char> body, char separator, ReadOnlySpan<char> before)
    {
        var size = separator == '.' ? 4 : 2;
        var groups = 12 / size;
        if (body.Length != 12 + groups - 1)
        {
            return 0;
        }

        Span<char> digits = stackalloc char[12];
        for (var i = 0; i < body.Length; i++)
        {
            var isSeparator = i % (size + 1) == size;
            if (isSeparator != (body[i] == separator))
            {
                return 0;
            }

            if (!isSeparator)
            {
                digits[i - (i / (size + 1))] = body[i];
            }
        }

        // All alike is a placeholder or the broadcast.
        var hasLetter = digits.IndexOfAnyExceptInRange('0', '9') >= 0;
        return CheckDigits.AllSame(digits) ? 0 : before.ContainsAny(s_hardwareWords) ? 0.95f : before.ContainsAny(s_hashWords) ? 0.2f : hasLetter ? 0.93f : 0.3f;
    }

    private static float Internet(ReadOnlySpan<char> body)
    {
        var (groups, length, value, first, hasDigit) = (0, 0, 0, -1, false);
        var gap = body.IndexOf("::");
        for (var i = 0; i <= body.Length; i++)
        {
            if (i < body.Length && body[i] != ':')
            {
                length++;
                value = (value << 4) | Uri.FromHex(body[i]);
                hasDigit |= char.IsAsciiDigit(body[i]);
                continue;
            }

            if (length > MaxGroup || (length == 0 && gap < 0))
            {
                return 0;
            }

            groups += length > 0 ? 1 : 0;
            first = first < 0 ? value : first;
            (length, value) = (0, 0);
        }

        var isWhole = gap < 0 ? groups == MaxGroups : groups is >= 2 and < MaxGroups && body[(gap + 1)..].IndexOf("::") < 0;
        if (!isWhole || !hasDigit)
        {
            return 0;
        }

        // RFC 4291 section 2.4 and RFC 4193: global, unique local and link-local addresses. Anything else is code or a fingerprint.
        return first switch
        {
            >= 0x2000 and <= 0x3FFF => 0.95f,
            >= 0xFE80 and <= 0xFEBF => 0.7f,
            >= 0xFC00 and <= 0xFDFF => 0.6f,
            _ => 0,
        };
    }
}
