using System.Buffers.Text;

namespace Sallyport.Detection.Secrets;

/// <summary>Checks of formats that carry more structure than an alphabet and a length.</summary>
internal static class TokenChecks
{
    private const int ChecksumLength = 6;
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>
    /// The last six characters are the CRC-32 of the ones between prefix and them, in base 62: so do GitHub and npm
    /// (github.blog, "Behind GitHub's new authentication token formats", 2021). A wrong checksum only lowers the score: tokens get mistyped.
    /// </summary>
    public static float Checksummed(ReadOnlySpan<char> token, int prefixLength)
    {
        var body = token[prefixLength..];
        var crc = Crc32(body[..^ChecksumLength]);
        var isRight = true;
        for (var i = body.Length - 1; i >= body.Length - ChecksumLength; i--)
        {
            isRight &= body[i] == Base62[(int)(crc % 62)];
            crc /= 62;
        }

        return isRight ? 0.99f : 0.9f;
    }

    /// <summary>A JSON Web Token (RFC 7519): two base64url parts that each hold a JSON object, and a signature or an empty place for one.</summary>
    public static float JsonWebToken(ReadOnlySpan<char> token, int prefixLength)
    {
        var first = token.IndexOf('.');
        if (first < 16)
        {
            return float.NaN;
        }

        var rest = token[(first + 1)..];
        var second = rest.IndexOf('.');
        var payload = second < 0 ? rest : rest[..second];
        if (payload.Length < 12 || !payload.StartsWith("ey", StringComparison.Ordinal) || !Base64Url.IsValid(token[..first]))
        {
            return float.NaN;
        }

        return second < 0 ? 0.6f : 0.95f;
    }

    /// <summary>Must hold a character of each: a digit and a letter. Keeps identifiers in code out.</summary>
    public static float Mixed(ReadOnlySpan<char> token, int prefixLength)
    {
        var body = token[prefixLength..];
        return body.ContainsAnyInRange('0', '9') && Randomness.LooksDrawn(body) ? 0.9f : float.NaN;
    }

    /// <summary>Must hold a digit: words in capitals hold none.</summary>
    public static float HasDigit(ReadOnlySpan<char> token, int prefixLength) =>
        token[prefixLength..].ContainsAnyInRange('0', '9') ? 0.9f : float.NaN;

    /// <summary>Slack's tokens: numbers of the workspace, then a drawn part.</summary>
    public static float Slack(ReadOnlySpan<char> token, int prefixLength) =>
        token[prefixLength..].ContainsAnyInRange('0', '9') && token[prefixLength..].Contains('-') ? 0.95f : float.NaN;

    /// <summary>SendGrid and its like: parts joined by one dot.</summary>
    public static float TwoParts(ReadOnlySpan<char> token, int prefixLength) =>
        token[prefixLength..].Count('.') == 1 ? 0.95f : float.NaN;

    /// <summary>A Discord bot's token: its number in base64, six characters of time and at least 27 of a signature.</summary>
    public static float Discord(ReadOnlySpan<char> token, int prefixLength)
    {
        var first = token.IndexOf('.');
        var last = token.LastIndexOf('.');
        Span<byte> number = stackalloc byte[24];
        return first is >= 23 and <= 28 && last == first + 7 && token.Length - last > 27
            && Base64Url.TryDecodeFromChars(token[..first], number, out var length) && !number[..length].ContainsAnyExceptInRange((byte)'0', (byte)'9')
            ? 0.98f
            : float.NaN;
    }

    /// <summary>Settings and salt, a dollar sign, a hash of one of the lengths that there are. A hash's last point may be taken for a sentence's.</summary>
    public static float CryptHash(ReadOnlySpan<char> token, int prefixLength) =>
        token.Length - token.LastIndexOf('$') - 1 is 22 or 21 or 43 or 42 or 44 or 53 or 52 or 86 or 85 && token[prefixLength..].Contains('$') ? 0.95f : float.NaN;

    /// <summary>Adyen's: base64, a hyphen, base64, a hyphen and 16 characters of any kind.</summary>
    public static float Adyen(ReadOnlySpan<char> token, int prefixLength) =>
        token.IndexOf("=-", StringComparison.Ordinal) is > 40 and var first && token[(first + 2)..].IndexOf("=-", StringComparison.Ordinal) > 20 ? 0.97f : float.NaN;

    /// <summary>A Salesforce session: the organisation's number, an exclamation mark, the session.</summary>
    public static float Salesforce(ReadOnlySpan<char> token, int prefixLength) => token.IndexOf('!') is 15 or 18 ? 0.95f : float.NaN;

    /// <summary>A UUID after the prefix, and nothing else.</summary>
    public static float Uuid(ReadOnlySpan<char> token, int prefixLength) => Guid.TryParseExact(token[prefixLength..], "D", out _) ? 0.7f : float.NaN;

    /// <summary>A webhook's path, which is its secret: at least one part of 16 characters or more.</summary>
    public static float WebhookPath(ReadOnlySpan<char> token, int prefixLength)
    {
        var longest = 0;
        foreach (var part in token[prefixLength..].Split('/'))
        {
            longest = Math.Max(longest, part.End.Value - part.Start.Value);
        }

        return longest >= 16 ? 0.9f : float.NaN;
    }

    /// <summary>OpenAI's classic form: the letters T3BlbkFJ ("OpenAI" in base64) between two drawn parts; without them, a longer or plainly drawn body.</summary>
    public static float OpenAi(ReadOnlySpan<char> token, int prefixLength)
    {
        var body = token[prefixLength..];
        if (body.Contains("T3BlbkFJ", StringComparison.Ordinal))
        {
            return 0.98f;
        }

        // Others (DeepSeek, self-hosted gateways) write sk- and a drawn body too; names of CSS classes and the like have no digits within words.
        return body.Length >= 20 && !body.StartsWith("ant-", StringComparison.Ordinal) && Randomness.LooksDrawn(body) && Randomness.Entropy(body) >= 3.4f ? 0.8f : float.NaN;
    }

    /// <summary>CRC-32 as in ISO 3309, bit by bit: bodies are 30 characters.</summary>
    private static uint Crc32(ReadOnlySpan<char> text)
    {
        var crc = uint.MaxValue;
        foreach (var c in text)
        {
            crc ^= (byte)c;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }

        return ~crc;
    }
}
