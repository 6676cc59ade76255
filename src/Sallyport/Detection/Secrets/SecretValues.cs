using System.Buffers;
using System.Collections.Frozen;

namespace Sallyport.Detection.Secrets;

/// <summary>Judges values that are assigned to a name which could be a secret's.</summary>
internal static class SecretValues
{
    private const int ShortestDrawn = 10;
    private const int LongestDrawn = 512;
    private const int ShortestPassword = 6;
    private const int LongestPassword = 128;

    private static readonly SearchValues<char> CodeCharacters = SearchValues.Create("(){}[]<>|\u2026");

    private static readonly SearchValues<char> Symbols = SearchValues.Create("!@#$%^&*+?=~");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Fillers = new[]
    {
        "password", "passwd", "pass", "pwd", "secret", "token", "user", "username", "test", "key", "apikey", "api_key", "api-key", "changeme", "foo", "bar",
        "xxx", "yyy", "null", "none", "nil", "true", "false", "undefined", "string", "mypassword", "my_password", "mysecret", "default", "empty", "admin",
        "passw0rd", "password1", "password123", "p@ssw0rd", "pass123", "hunter2", "letmein", "value", "text", "str", "var", "bool", "int", "required", "optional",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The probability that a value is a secret, or NaN.</summary>
    public static float Judge(ReadOnlySpan<char> value, NameStrength strength, bool isQuoted)
    {
        if (value.Length < ShortestPassword || IsCodeOrFiller(value))
        {
            return float.NaN;
        }

        if (strength == NameStrength.Password)
        {
            return IsPassword(value, isQuoted) ? 0.7f : float.NaN;
        }

        if (value.Length is < ShortestDrawn or > LongestDrawn || value.ContainsAnyExcept(TokenAlphabet.Drawn))
        {
            return float.NaN;
        }

        var entropy = Randomness.Entropy(value);
        if (strength == NameStrength.Weak)
        {
            var isIdentifier = Guid.TryParse(value, out _) || !value.ContainsAnyExcept(TokenAlphabet.Hex);
            return value.Length >= 16 && entropy >= 3.5f && !isIdentifier && Randomness.LooksDrawn(value) ? 0.6f : float.NaN;
        }

        return Guid.TryParseExact(value, "D", out _) ? 0.7f : entropy >= 3 && Randomness.LooksDrawn(value) ? 0.8f : float.NaN;
    }

    /// <summary>Whether a value stands for another: an expression, a variable, a filler word.</summary>
    public static bool IsCodeOrFiller(ReadOnlySpan<char> value) =>
        value.IsEmpty
        || value[0] is '$' or '<' or '{' or '%' or '*' or '&'
        || value.ContainsAny(CodeCharacters)
        || value.Contains("${", StringComparison.Ordinal)
        || Fillers.Contains(value)
        || Randomness.IsPlaceholder(value);

    /// <summary>Whether a value given beside a user's name is a real password.</summary>
    public static bool IsChosenPassword(ReadOnlySpan<char> value, ReadOnlySpan<char> user) =>
        value.Length is >= 4 and <= LongestPassword
        && !IsCodeOrFiller(value)
        && !value.Equals(user, StringComparison.OrdinalIgnoreCase)
        && value.ContainsAnyExceptInRange('0', '9');

    /// <summary>Whether base64 holds <c>user:password</c> (RFC 7617).</summary>
    public static bool IsBasicCredential(ReadOnlySpan<char> value)
    {
        Span<byte> decoded = stackalloc byte[256];
        if (value.Length > 340 || !Convert.TryFromBase64Chars(value, decoded, out var length))
        {
            return false;
        }

        var colon = decoded[..length].IndexOf((byte)':');
        return colon >= 0 && length > 2 && !decoded[..length].ContainsAnyExceptInRange((byte)' ', (byte)'~');
    }

    private static bool IsPassword(ReadOnlySpan<char> value, bool isQuoted)
    {
        if (value.Length is < ShortestPassword or > LongestPassword)
        {
            return false;
        }

        var hasLetter = value.ContainsAnyInRange('a', 'z') || value.ContainsAnyInRange('A', 'Z');
        var hasDigit = value.ContainsAnyInRange('0', '9');
        var hasSymbol = value.ContainsAny(Symbols);
        // A dotted name is an expression: config.password, os.environ.
        var isPath = !isQuoted && !hasDigit && value.Contains('.');
        return hasLetter && (hasDigit || hasSymbol) && !isPath && Randomness.Entropy(value) >= 2;
    }
}
