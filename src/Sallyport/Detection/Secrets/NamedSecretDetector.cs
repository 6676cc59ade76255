using System.Buffers;
using Sallyport.Text;

namespace Sallyport.Detection.Secrets;

/// <summary>
/// Finds secrets that stand behind their name without a sign of assignment: in a sentence ("the password is ..."), an option or a file of words
/// (<c>--password ...</c>, <c>login ... password ...</c>), SQL (<c>IDENTIFIED BY '...'</c>), a call (<c>("API_TOKEN", "...")</c>) and XML; options
/// of one letter of commands that are known to take a password by them (<c>mysql -p...</c>), and tokens that begin like a word (<c>dapi</c> and 32 hexadecimal
/// digits). Misses one-letter options of other commands, and passwords that are words.
/// </summary>
public sealed class NamedSecretDetector : AnchoredDetector
{
    private const int LongestCommand = 96;
    private const int LongestSpace = 4;
    private const int MostStars = 3;
    private const int LongestValue = 128;
    private const int ShortestUnquoted = 8;

    private static readonly FindingKind Generic = new("secret.generic");
    private static readonly FindingKind Password = new("secret.password");

    // What a password may follow, and what parts a quoted name from a quoted value.
    private static readonly string[] Words =
        ["password", "passwd", "passphrase", "passwort", "kennwort", "mot de passe", "senha", "wachtwoord", "kata sandi", "identified by", "requirepass", "sshpass -p", "securestring"];

    private static readonly string[] Pairs = ["\", \"", "\",\"", "', '", "','"];
    // A longer one before its beginning.
    private static readonly string[] Verbs =
        ["is now set to", "is now", "is set to", "is", "was set to", "was changed to", "was reset to", "was", "has been set to", "has been changed to", "has been reset to", "changed to", "to", "will be", "ist", "lautet", "est", "es", "é", "è", "là", "ni", "adalah"];
    private static readonly string[] Options = ["-p", "-a", "-w"];

    // docs.databricks.com (tokens of people, secrets of service principals), crates.io and airtable.com/developers.
    private static readonly WordToken[] Tokens =
    [
        new("databricks_token", "dapi", TokenAlphabet.Hex, 32),
        new("databricks_token", "dose", TokenAlphabet.Hex, 32),
        new("cratesio_token", "cio", TokenAlphabet.Alphanumeric, 32),
        new("airtable_token", "pat", TokenAlphabet.Alphanumeric, 14, TailLength: 64),
    ];

    private static readonly string[] Openings = [.. Words, .. Pairs, .. Options, .. Tokens.Select(static token => token.Prefix)];
    private static readonly int LongestVerb = Verbs.Max(static verb => verb.Length);
    private static readonly int LongestOpening = Openings.Max(static opening => opening.Length);
    private static readonly OpeningSet Begun =
        new(Openings.SelectMany(static opening => Enumerable.Range(1, opening.Length - 1).Select(length => opening[..length])), StringComparer.OrdinalIgnoreCase);

    private static readonly SearchValues<string> Anchors = SearchValues.Create(Openings, StringComparison.OrdinalIgnoreCase);
    private static readonly SearchValues<char> ValueEnd = SearchValues.Create(" \t\r\n\"'`,;<>\\\u00a0");
    private static readonly SearchValues<char> Symbols = SearchValues.Create("!@#$%^&*+?=~");

    /// <inheritdoc/>
    public override string Name => "named_secrets";

    /// <inheritdoc/>
    public override IReadOnlyList<FindingKind> Kinds { get; } = [Generic, Password, .. Tokens.Select(static token => token.Kind).Distinct()];

    /// <inheritdoc/>
    public override int LookBack => LongestCommand;

    /// <inheritdoc/>
    public override int LookAhead => LongestOpening + (3 * LongestSpace) + LongestVerb + MostStars + LongestValue + 8;

    /// <inheritdoc/>
    protected internal override int FindAnchor(ReadOnlySpan<char> text, char before) => text.IndexOfAny(Anchors);

    /// <inheritdoc/>
    protected internal override int OpenTail(ReadOnlySpan<char> text)
    {
        var lengths = Begun.Lengths(text);
        while (OpeningSet.TakeLongest(ref lengths) is var length and > 0)
        {
            if (Begun.Contains(text[^length..]))
            {
                return length;
            }
        }

        return 0;
    }

    /// <inheritdoc/>
    protected internal override bool CanAnchor(char c) => Array.Exists(Openings, opening => opening[0] == char.ToLowerInvariant(c));

    /// <inheritdoc/>
    protected internal override bool CanEndTail(char last) => Begun.CanEnd(last);

    /// <inheritdoc/>
    protected internal override Recognition Recognize(in Candidate candidate)
    {
        var text = candidate.Text[candidate.Anchor..];
        foreach (var token in Tokens)
        {
            if (text.StartsWith(token.Prefix, StringComparison.Ordinal))
            {
                return Token(candidate, token);
            }
        }

        if (text[0] == '-')
        {
            return AfterOption(candidate);
        }

        foreach (var pair in Pairs)
        {
            if (text.StartsWith(pair, StringComparison.Ordinal))
            {
                return Called(candidate, pair);
            }
        }

        foreach (var word in Words)
        {
            if (text.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                return AfterWord(candidate, word.Length);
            }
        }

        return Recognition.Nothing(candidate.Anchor + 1);
    }

    private static Recognition AfterWord(in Candidate candidate, int length)
    {
        var text = candidate.Text;
        var at = candidate.Anchor + length;
        if (at < text.Length && text[at] == '>')
        {
            return Value(candidate, at + 1, isQuoted: true, end: '<', NameStrength.Password);
        }

        var start = SkipSpaces(text, at);
        if (start == at && at < text.Length)
        {
            return Recognition.Nothing(candidate.Anchor + 1);
        }

        foreach (var verb in Verbs)
        {
            if (!candidate.IsComplete && start < text.Length && verb.AsSpan().StartsWith(text[start..], StringComparison.OrdinalIgnoreCase))
            {
                return End(candidate);
            }

            if (text[start..].StartsWith(verb, StringComparison.OrdinalIgnoreCase) && SkipSpaces(text, start + verb.Length) is var next && next > start + verb.Length)
            {
                start = next;
                break;
            }
        }

        if (start == text.Length)
        {
            return End(candidate);
        }

        return text[start] is '"' or '\'' or '`'
            ? Value(candidate, start + 1, isQuoted: true, text[start], NameStrength.Password)
            : Value(candidate, start, isQuoted: false, end: '\0', NameStrength.Password);
    }

    private static Recognition Called(in Candidate candidate, string pair)
    {
        var before = candidate.Text[..candidate.Anchor];
        var start = before.Length;
        while (start > 0 && (char.IsAsciiLetterOrDigit(before[start - 1]) || before[start - 1] is '_' or '-' or '.'))
        {
            start--;
        }

        // Nothing but the name may stand between its quotes.
        var isQuoted = start > 0 && start < before.Length && before[start - 1] == pair[0];
        var strength = isQuoted ? SecretNames.Judge(before[start..]) : NameStrength.None;
        return strength >= NameStrength.Strong
            ? Value(candidate, candidate.Anchor + pair.Length, isQuoted: true, pair[0], strength)
            : Recognition.Nothing(candidate.Anchor + 1);
    }

    private static Recognition Value(in Candidate candidate, int start, bool isQuoted, char end, NameStrength strength, bool isProse = true)
    {
        var stars = isQuoted ? 0 : Stars(candidate.Text, start);
        start += stars;
        var rest = candidate.Text[Math.Min(start, candidate.Text.Length)..];
        var length = isQuoted ? rest.IndexOfAny(end, '\n') : rest.IndexOfAny(ValueEnd);
        if (length < 0)
        {
            if (!candidate.IsComplete)
            {
                return Recognition.Undecided(candidate.Anchor);
            }

            length = rest.Length;
        }

        var value = rest[..length];
        value = isQuoted ? value : value.TrimEnd(".,:;!?)]}");
        value = stars > 0 && value.Length > stars && !value[^stars..].ContainsAnyExcept('*') ? value[..^stars] : value;
        if (value.Length > LongestValue || value.ContainsAny(' ', '\t') || (!isQuoted && isProse && !IsNoWord(value)))
        {
            return Recognition.Nothing(candidate.Anchor + 1);
        }

        var score = SecretValues.Judge(value, strength, isQuoted);
        return float.IsNaN(score)
            ? Recognition.Nothing(candidate.Anchor + 1)
            : Recognition.Found(strength == NameStrength.Password ? Password : Generic, new TextSpan(start, start + value.Length), score);
    }

    private static Recognition AfterOption(in Candidate candidate)
    {
        var text = candidate.Text;
        var anchor = candidate.Anchor;
        if (CommandOption.Find(text[..anchor], text[anchor..]) is not { } option)
        {
            return Recognition.Nothing(anchor + 1);
        }

        var at = anchor + option.Option.Length;
        var start = SkipSpaces(text, at);
        if (start == text.Length)
        {
            return End(candidate);
        }

        if (option.IsAttached != (start == at))
        {
            return Recognition.Nothing(anchor + 1);
        }

        return text[start] is '"' or '\''
            ? Value(candidate, start + 1, isQuoted: true, text[start], NameStrength.Password)
            : Value(candidate, start, isQuoted: false, end: '\0', NameStrength.Password, isProse: false);
    }

    private static Recognition Token(in Candidate candidate, WordToken token)
    {
        var text = candidate.Text;
        var anchor = candidate.Anchor;
        var isInWord = anchor > 0 && char.IsAsciiLetterOrDigit(text[anchor - 1]);
        return (isInWord ? 0 : token.Measure(text[anchor..], candidate.IsComplete)) switch
        {
            < 0 => Recognition.Undecided(anchor),
            0 => Recognition.Nothing(anchor + 1),
            var length => Recognition.Found(token.Kind, new TextSpan(anchor, anchor + length), 0.95f),
        };
    }

    private static Recognition End(in Candidate candidate) =>
        candidate.IsComplete ? Recognition.Nothing(candidate.Anchor + 1) : Recognition.Undecided(candidate.Anchor);

    // In running text "8-character", "SHA256-hashed" and "OAuth2-based" follow the word too.
    private static bool IsNoWord(ReadOnlySpan<char> value) =>
        value.Length >= ShortestUnquoted && value.ContainsAnyInRange('0', '9')
        && (value.ContainsAny(Symbols) || (!value.Contains('-') && Randomness.LooksDrawn(value)));

    // Markdown sets a value off by as many before it as behind.
    private static int Stars(ReadOnlySpan<char> text, int at)
    {
        var end = at;
        while (end < text.Length && end - at < MostStars && text[end] == '*')
        {
            end++;
        }

        return end - at;
    }

    private static int SkipSpaces(ReadOnlySpan<char> text, int at)
    {
        var end = Math.Min(text.Length, at + LongestSpace);
        while (at < end && text[at] is ' ' or '\t')
        {
            at++;
        }

        return at;
    }
}
