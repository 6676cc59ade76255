using System.Buffers;

namespace Sallyport.Detection.Secrets;

/// <summary>How one vendor writes one kind of token: a fixed opening and a body of known alphabet and length.</summary>
internal sealed record TokenFormat
{
    /// <summary>Describes a format.</summary>
    /// <param name="name">The kind's last part: <c>github_token</c> for <c>secret.github_token</c>.</param>
    /// <param name="prefix">The opening, at least two characters.</param>
    /// <param name="alphabet">What the body is written in.</param>
    /// <param name="length">The body's least length.</param>
    /// <param name="maxLength">The body's greatest length; 0 where it is always <paramref name="length"/>.</param>
    public TokenFormat(string name, string prefix, SearchValues<char> alphabet, int length, int maxLength = 0)
    {
        Kind = new("secret." + name);
        Prefix = prefix;
        Alphabet = alphabet;
        MinLength = length;
        MaxLength = maxLength == 0 ? length : maxLength;
        AnchorOffset = FirstRare(prefix);
    }

    public FindingKind Kind { get; }

    public string Prefix { get; }

    public SearchValues<char> Alphabet { get; }

    public int MinLength { get; }

    public int MaxLength { get; }

    /// <summary>What must stand before the prefix.</summary>
    public TokenLead Lead { get; init; }

    /// <summary>The score where all of it fits and no check can prove it.</summary>
    public float Score { get; init; } = 0.95f;

    /// <summary>Bits per character that the body must at least have.</summary>
    public float MinEntropy { get; init; } = 2.8f;

    /// <summary>Judges prefix and body together; null accepts. NaN is a no, any other number the score.</summary>
    public TokenCheck? Check { get; init; }

    /// <summary>The index in <see cref="Prefix"/> of the character by which a search finds it: one that is rare in prose.</summary>
    public int AnchorOffset { get; }

    internal static bool IsRare(char c) => c is >= '0' and <= '9' or >= 'A' and <= 'Z' or '_' or '-' or '.' or '~';

    private static int FirstRare(string prefix)
    {
        for (var i = 1; i < prefix.Length; i++)
        {
            if (IsRare(prefix[i]))
            {
                return i;
            }
        }

        throw new ArgumentException($"'{prefix}' holds no character to search for.", nameof(prefix));
    }
}
