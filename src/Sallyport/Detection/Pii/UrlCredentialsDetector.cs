using System.Buffers;
using System.Collections.Frozen;
using Sallyport.Text;

namespace Sallyport.Detection.Pii;

/// <summary>
/// Credentials inside URLs: <c>user:password@</c> before the host (RFC 3986 section 3.2.1) and query parameters whose name says that they hold one. The finding covers the
/// credential, not the URL. Leaves placeholders alone. A longer value than the look-ahead is found up to there.
/// </summary>
internal sealed class UrlCredentialsDetector : AnchoredDetector
{
    private const int MaxScheme = 20;
    private const int MaxName = 32;
    private const int MinValue = 6;

    private static readonly SearchValues<char> s_anchors = SearchValues.Create(":?&");
    private static readonly SearchValues<char> s_authorityEnds = SearchValues.Create("/?# \t\r\n\"'<>`|\\");
    private static readonly SearchValues<char> s_valueEnds = SearchValues.Create("&# \t\r\n\"'<>`|\\;,)]}");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> s_names = new[]
    {
        "access_token", "accesstoken", "refresh_token", "id_token", "auth_token", "authtoken", "token", "api_key", "apikey", "api-key", "x-api-key", "password", "passwd",
        "pwd", "pass", "secret", "client_secret", "clientsecret", "sig", "signature", "x-amz-signature", "x-amz-security-token", "x-goog-signature", "session_id", "sessionid",
        "jwt", "auth", "authorization", "private_token", "sharedaccesssignature", "subscription-key",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> s_placeholders = new[]
    {
        "password", "passwd", "pass", "pwd", "secret", "token", "your_password", "yourpassword", "mypassword", "your-password", "your_token", "your_api_key", "api_key", "apikey",
        "changeme", "example", "redacted", "xxx", "xxxx", "xxxxx", "xxxxxx", "xxxxxxxx", "pw", "placeholder", "undefined", "access_token",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    public override string Name => "pii.url_credentials";

    public override IReadOnlyList<FindingKind> Kinds { get; } = [PiiKinds.UrlCredentials];

    public override int LookBack => 32;

    // A signed token of common size fits; the longest that is held back.
    public override int LookAhead => 4096;

    protected internal override int FindAnchor(ReadOnlySpan<char> text, char before) => text.IndexOfAny(s_anchors);

    protected internal override bool CanAnchor(char c) => s_anchors.Contains(c);

    protected internal override bool CanEndTail(char last) => false;

    protected internal override int OpenTail(ReadOnlySpan<char> text) => 0;

    protected internal override Recognition Recognize(in Candidate candidate) =>
        candidate.Text[candidate.Anchor] == ':' ? RecognizeUserInfo(candidate) : RecognizeParameter(candidate);

    private static Recognition RecognizeUserInfo(in Candidate candidate)
    {
        var text = candidate.Text;
        var anchor = candidate.Anchor;
        var start = anchor + 3;
        if (!HasScheme(text[..anchor]))
        {
            return Recognition.Nothing(anchor + 1);
        }

        for (var i = anchor + 1; i < start; i++)
        {
            if (i == text.Length && !candidate.IsComplete)
            {
                return Recognition.Undecided(start);
            }

            if (i >= text.Length || text[i] != '/')
            {
                return Recognition.Nothing(anchor + 1);
            }
        }

        var length = text[start..].IndexOfAny(s_authorityEnds);
        if (length < 0)
        {
            if (!candidate.IsComplete)
            {
                return Recognition.Undecided(start);
            }

            length = text.Length - start;
        }

        // The last sign parts the credential from the host, so that a password may hold one.
        var authority = text.Slice(start, length);
        var at = authority.LastIndexOf('@');
        var colon = authority.IndexOf(':');
        var isCredential = at > 0 && colon >= 0 && colon < at - 1 && at < authority.Length - 1 && !IsPlaceholder(authority[(colon + 1)..at]);
        return isCredential
            ? Recognition.Found(PiiKinds.UrlCredentials, new TextSpan(start, start + at), 0.95f)
            : Recognition.Nothing(anchor + 1);
    }

    private static Recognition RecognizeParameter(in Candidate candidate)
    {
        var text = candidate.Text;
        var anchor = candidate.Anchor;
        var name = anchor + 1;
        if (text[name..].StartsWith("amp;", StringComparison.Ordinal))
        {
            name += 4;
        }

        var at = name;
        while (at < text.Length && at - name <= MaxName && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '_' or '-'))
        {
            at++;
        }

        if (at == text.Length && !candidate.IsComplete)
        {
            return Recognition.Undecided(anchor + 1);
        }

        if (at == text.Length || text[at] != '=' || !s_names.Contains(text[name..at]))
        {
            return Recognition.Nothing(anchor + 1);
        }

        var value = at + 1;
        var length = text[value..].IndexOfAny(s_valueEnds);
        if (length < 0)
        {
            if (!candidate.IsComplete)
            {
                return Recognition.Undecided(value);
            }

            length = text.Length - value;
        }

        return length < MinValue || IsPlaceholder(text.Slice(value, length))
            ? Recognition.Nothing(anchor + 1)
            : Recognition.Found(PiiKinds.UrlCredentials, new TextSpan(value, value + length), 0.85f);
    }

    private static bool HasScheme(ReadOnlySpan<char> before)
    {
        var length = 0;
        while (length < MaxScheme && length < before.Length && (char.IsAsciiLetterOrDigit(before[^(length + 1)]) || before[^(length + 1)] is '+' or '.' or '-'))
        {
            length++;
        }

        return length >= 2;
    }

    // "<password>", "${TOKEN}", "{{secret}}", "%s", "****".
    private static bool IsPlaceholder(ReadOnlySpan<char> value) =>
        value[0] is '<' or '$' or '{' or '[' or '%' or '*' or '(' || value.EndsWith("...", StringComparison.Ordinal) || value.Contains('…')
        || value.StartsWith("your", StringComparison.OrdinalIgnoreCase) || s_placeholders.Contains(value);
}
