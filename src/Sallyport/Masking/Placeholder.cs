using System.Buffers.Binary;
using Sallyport.Detection;

namespace Sallyport.Masking;

/// <summary>
/// The form of a placeholder: <c>[[EMAIL-k3v9x2qd7m]]</c>. Capital letters and hyphens say what it stands for; ten characters of Crockford's
/// base32 (50 bits) say which. Nothing in it is escaped in JSON or Markdown, and models copy it as it stands.
/// </summary>
internal static class Placeholder
{
    /// <summary>UTF-16 code units.</summary>
    public const int MaxLength = 2 + MaxLabel + 1 + TokenLength + 2;

    private const int MaxLabel = 20;
    private const int TokenLength = 10;
    private const int BitsPerCharacter = 5;
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>What the placeholder tells of a kind: the last part of its name in capitals; of secrets, only that they are.</summary>
    public static string Label(FindingKind kind)
    {
        if (kind.Family == "secret")
        {
            return "SECRET";
        }

        var last = kind.Name.AsSpan(kind.Name.LastIndexOf('.') + 1);
        Span<char> label = stackalloc char[MaxLabel];
        var length = 0;
        foreach (var c in last)
        {
            if (length < MaxLabel && (char.IsAsciiLetter(c) || (c is '_' or '-' && length > 0)))
            {
                label[length++] = char.IsAsciiLetter(c) ? char.ToUpperInvariant(c) : '-';
            }
        }

        return length == 0 ? "VALUE" : new(label[..length]);
    }

    public static string Format(string label, ReadOnlySpan<byte> digest)
    {
        var bits = BinaryPrimitives.ReadUInt64BigEndian(digest);
        Span<char> token = stackalloc char[TokenLength];
        foreach (ref var c in token)
        {
            c = Alphabet[(int)(bits >> (64 - BitsPerCharacter))];
            bits <<= BitsPerCharacter;
        }

        return $"[[{label}-{token}]]";
    }

    /// <summary>Whether some placeholder begins with <paramref name="text"/>, and whether it is a whole one.</summary>
    public static bool IsPrefix(ReadOnlySpan<char> text, out bool isWhole)
    {
        isWhole = false;
        var i = 0;
        while (i < 2 && i < text.Length)
        {
            if (text[i++] != '[')
            {
                return false;
            }
        }

        var label = i;
        while (i < text.Length && (char.IsAsciiLetterUpper(text[i]) || text[i] == '-'))
        {
            i++;
        }

        // The label and the hyphen that ends it.
        if (i - label > MaxLabel + 1 || (i > label && text[label] == '-'))
        {
            return false;
        }

        if (i == text.Length)
        {
            return true;
        }

        if (i - label < 2 || text[i - 1] != '-')
        {
            return false;
        }

        var token = text[i..];
        var letters = Math.Min(token.Length, TokenLength);
        if (!IsToken(token[..letters]))
        {
            return false;
        }

        var closing = token[letters..];
        isWhole = closing.Length == 2;
        return closing.Length <= 2 && !closing.ContainsAnyExcept(']');
    }

    private static bool IsToken(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!Alphabet.Contains(c, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }
}
