using System.Buffers;
using Sallyport.Text;

namespace Sallyport.Detection.Secrets;

/// <summary>
/// Finds secrets by what they are assigned to: settings, source code, headers, command lines, connection strings, lines of <c>.pgpass</c> and plain sentences.
/// It stops at each colon and equals sign, reads the name before it, and only where that could name a secret, the value after it:
/// a value counts when it looks drawn, or as a password when it is no word. Misses passwords that are plain words and values that stand on another line.
/// </summary>
public sealed class AssignmentDetector : AnchoredDetector
{
    private const int LongestValue = 1_024;
    private const int LongestOperator = 12;
    private const int LongestUser = 64;

    private static readonly FindingKind Generic = new("secret.generic");
    private static readonly FindingKind Password = new("secret.password");
    private static readonly FindingKind ConnectionString = new("secret.connection_string");
    private static readonly FindingKind BearerToken = new("secret.bearer_token");
    private static readonly FindingKind BasicAuth = new("secret.basic_auth");
    private static readonly FindingKind AwsSecretKey = new("secret.aws_secret_key");
    private static readonly FindingKind AzureStorageKey = new("secret.azure_storage_key");

    private static readonly SearchValues<char> ValueEnd = SearchValues.Create(" \t\r\n\"'`,;<>\\\u00a0");
    private static readonly SearchValues<char> UrlPasswordEnd = SearchValues.Create(" \t\r\n\"'`<>@/\\");
    private static readonly SearchValues<char> NotInUser = SearchValues.Create(" \t\r\n/@\"'<>=");
    private static readonly SearchValues<char> NotInPgPass = SearchValues.Create(" \t\r\n\"'`,;<>=|/()[]{}");
    private static readonly string[] Schemes = ["Bearer", "Basic", "Token", "Api-Token", "ApiKey", "SSWS"];

    /// <inheritdoc/>
    public override string Name => "secret_assignments";

    /// <inheritdoc/>
    public override IReadOnlyList<FindingKind> Kinds { get; } =
        [Generic, Password, ConnectionString, BearerToken, BasicAuth, AwsSecretKey, AzureStorageKey];

    /// <inheritdoc/>
    public override int LookBack => 96;

    /// <inheritdoc/>
    public override int LookAhead => LongestValue + LongestOperator + 16;

    /// <inheritdoc/>
    protected internal override int FindAnchor(ReadOnlySpan<char> text, char before) => text.IndexOfAny(':', '=');

    /// <inheritdoc/>
    protected internal override bool CanAnchor(char c) => c is ':' or '=';

    /// <inheritdoc/>
    protected internal override bool CanEndTail(char last) => false;

    /// <inheritdoc/>
    protected internal override int OpenTail(ReadOnlySpan<char> text) => 0;

    /// <inheritdoc/>
    protected internal override Recognition Recognize(in Candidate candidate)
    {
        var anchor = candidate.Anchor;
        var left = candidate.Text[..anchor];
        if (!left.IsEmpty && left[^1] is ':' or '=' or '!' or '<' or '>' or '~')
        {
            return Recognition.Nothing(anchor + 1);
        }

        if (IsAfterUser(left, out var user, out var isUrl))
        {
            return UserPassword(candidate, user, isUrl);
        }

        if (IsAfterPgPassUser(left))
        {
            return PgPassword(candidate);
        }

        var strength = AssignedName.Judge(left, out var name);
        return strength == NameStrength.None ? Recognition.Nothing(anchor + 1) : Assigned(candidate, name, strength);
    }

    private static Recognition Assigned(in Candidate candidate, ReadOnlySpan<char> name, NameStrength strength)
    {
        var text = candidate.Text;
        var anchor = candidate.Anchor;
        var start = anchor + 1;
        var limit = Math.Min(text.Length, anchor + LongestOperator);
        while (start < limit && text[start] is ':' or '=' or '>' or ' ' or '\t' or '*')
        {
            start++;
        }

        // Markdown sets the name off, or the value: stars before a value are as many behind it.
        var stars = start - anchor - 1 - text[(anchor + 1)..start].TrimEnd('*').Length;
        // An opening quote, escaped or not, perhaps after a letter that marks a kind of string.
        if (start + 1 < text.Length && text[start] is 'f' or 'b' or 'r' or '@' or 'u' && text[start + 1] is '"' or '\'')
        {
            start++;
        }

        start += start < text.Length && text[start] == '\\' ? 1 : 0;
        var isQuoted = start < text.Length && text[start] is '"' or '\'' or '`';
        start += isQuoted ? 1 : 0;
        var length = text[start..].IndexOfAny(ValueEnd);
        if (length < 0 && !candidate.IsComplete)
        {
            return Recognition.Undecided(anchor + 1);
        }

        var value = length < 0 ? text[start..] : text.Slice(start, length);
        foreach (var scheme in Schemes)
        {
            if (value.Equals(scheme, StringComparison.OrdinalIgnoreCase) && length > 0 && text[start + length] == ' ')
            {
                return Scheme(candidate, start + length + 1, scheme);
            }
        }

        if (value.StartsWith("//") && name.Length > 1)
        {
            return Recognition.Nothing(anchor + 1);
        }

        value = value.TrimEnd(".:)]}!?|&");
        value = stars > 0 && value.Length > stars && !value[^stars..].ContainsAnyExcept('*') ? value[..^stars] : value;
        var verdict = SecretValues.Judge(value, strength, isQuoted);
        return float.IsNaN(verdict)
            ? Recognition.Nothing(anchor + 1)
            : Recognition.Found(KindOf(name, value, strength), new(start, start + value.Length), verdict);
    }

    private static Recognition Scheme(in Candidate candidate, int start, string scheme)
    {
        var rest = candidate.Text[start..];
        var length = rest.IndexOfAny(ValueEnd);
        if (length < 0 && !candidate.IsComplete)
        {
            return Recognition.Undecided(candidate.Anchor + 1);
        }

        var value = length < 0 ? rest : rest[..length];
        if (value.Length < 8 || SecretValues.IsCodeOrFiller(value) || Randomness.Entropy(value) < 2.6f)
        {
            return Recognition.Nothing(candidate.Anchor + 1);
        }

        var span = new TextSpan(start, start + value.Length);
        if (scheme == "Basic")
        {
            return SecretValues.IsBasicCredential(value) ? Recognition.Found(BasicAuth, span, 0.9f) : Recognition.Nothing(candidate.Anchor + 1);
        }

        return value.ContainsAnyInRange('0', '9') || Randomness.LooksDrawn(value)
            ? Recognition.Found(BearerToken, span, 0.85f)
            : Recognition.Nothing(candidate.Anchor + 1);
    }

    private static Recognition UserPassword(in Candidate candidate, ReadOnlySpan<char> user, bool isUrl)
    {
        var start = candidate.Anchor + 1;
        start += !isUrl && start < candidate.Text.Length && candidate.Text[start] is '"' or '\'' ? 1 : 0;
        var rest = candidate.Text[start..];
        var length = rest.IndexOfAny(isUrl ? UrlPasswordEnd : ValueEnd);
        if (length < 0 && !candidate.IsComplete)
        {
            return Recognition.Undecided(candidate.Anchor + 1);
        }

        var value = length < 0 ? rest : rest[..length];
        var isBounded = !isUrl || (length >= 0 && rest[length] == '@');
        return isBounded && SecretValues.IsChosenPassword(value, user)
            ? Recognition.Found(isUrl ? ConnectionString : BasicAuth, new(start, start + value.Length), 0.85f)
            : Recognition.Nothing(candidate.Anchor + 1);
    }

    /// <summary>Whether the sign parts user and password: <c>scheme://user</c> stands before it, or the option <c>-u user</c>.</summary>
    private static bool IsAfterUser(ReadOnlySpan<char> left, out ReadOnlySpan<char> user, out bool isUrl)
    {
        var from = left.Length;
        while (from > 0 && left.Length - from <= LongestUser && !NotInUser.Contains(left[from - 1]))
        {
            from--;
        }

        user = left[from..];
        var before = left[..from];
        isUrl = before.EndsWith("://", StringComparison.Ordinal);
        if (isUrl || user.IsEmpty || before.IsEmpty || before[^1] is '/' or '@')
        {
            return isUrl;
        }

        var option = before.TrimEnd(" \t\"'=");
        return option.Length < before.Length && (option.EndsWith(" -u", StringComparison.Ordinal) || option.EndsWith("--user", StringComparison.Ordinal));
    }

    /// <summary>Whether the colon is the last of a line in <c>.pgpass</c>: <c>host:port:database:user:password</c> (postgresql.org/docs, libpq-pgpass).</summary>
    private static bool IsAfterPgPassUser(ReadOnlySpan<char> left)
    {
        var fields = left[(left.LastIndexOfAny(NotInPgPass) + 1)..];
        if (fields.Count(':') != 3)
        {
            return false;
        }

        var host = fields[..fields.IndexOf(':')];
        var rest = fields[(host.Length + 1)..];
        var port = rest[..rest.IndexOf(':')];
        var isHost = host is "*" || (host.Length > 3 && host.ContainsAnyExcept(TokenAlphabet.Hex));
        var isPort = port is "*" || (port.Length is >= 3 and <= 5 && !port.ContainsAnyExceptInRange('0', '9'));
        return isHost && isPort && rest[^1] != ':' && !rest.Contains("::", StringComparison.Ordinal);
    }

    private static Recognition PgPassword(in Candidate candidate)
    {
        var start = candidate.Anchor + 1;
        var rest = candidate.Text[start..];
        var length = rest.IndexOfAny(ValueEnd);
        if (length < 0 && !candidate.IsComplete)
        {
            return Recognition.Undecided(candidate.Anchor + 1);
        }

        var value = length < 0 ? rest : rest[..length];
        var score = value.Contains(':') ? float.NaN : SecretValues.Judge(value, NameStrength.Password, isQuoted: true);
        return float.IsNaN(score) ? Recognition.Nothing(candidate.Anchor + 1) : Recognition.Found(Password, new(start, start + value.Length), score);
    }

    private static FindingKind KindOf(ReadOnlySpan<char> name, ReadOnlySpan<char> value, NameStrength strength)
    {
        if (strength == NameStrength.Password)
        {
            return Password;
        }

        if (value.Length == 40 && name.Contains("aws", StringComparison.OrdinalIgnoreCase) && name.Contains("secret", StringComparison.OrdinalIgnoreCase))
        {
            return AwsSecretKey;
        }

        return value.Length is 44 or 88 && value[^1] == '=' && name.EndsWith("key", StringComparison.OrdinalIgnoreCase) ? AzureStorageKey : Generic;
    }
}
