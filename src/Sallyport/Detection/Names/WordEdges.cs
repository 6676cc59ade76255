using System.Buffers;

namespace Sallyport.Detection.Names;

/// <summary>What belongs to a word beside its letters, and what is no word at all.</summary>
internal static class WordEdges
{
    private const int LongestOpaque = 120;

    private static readonly SearchValues<char> OpaqueEnds = SearchValues.Create(" \t\n\r\"'`<>()[]{},;|\u3000，。、）（「」");

    /// <summary>Whether a unit could hold something opaque at all: most don't, and are spared the search at each word.</summary>
    public static bool MayHoldOpaque(ReadOnlySpan<char> text)
    {
        if (text.ContainsAny('@', '_', '/'))
        {
            return true;
        }

        for (var at = text.IndexOf('.'); at >= 0 && at + 1 < text.Length;)
        {
            if (char.IsLetterOrDigit(text[at + 1]))
            {
                return true;
            }

            var next = text[(at + 1)..].IndexOf('.');
            at = next < 0 ? -1 : at + 1 + next;
        }

        return false;
    }

    /// <summary>The length of an e-mail address, a URL, a handle's name or a path that begins here; 0 where none does.</summary>
    public static int OpaqueLength(ReadOnlySpan<char> text, bool isHandle)
    {
        var length = text[..Math.Min(text.Length, LongestOpaque)].IndexOfAny(OpaqueEnds);
        length = length < 0 ? Math.Min(text.Length, LongestOpaque) : length;
        var chunk = text[..length];
        if (isHandle || chunk.Contains("://", StringComparison.Ordinal) || chunk.StartsWith("www.", StringComparison.OrdinalIgnoreCase))
        {
            return length;
        }

        var at = chunk.IndexOf('@');
        return (at > 0 && at + 1 < length && char.IsLetterOrDigit(chunk[at + 1])) || IsDomain(chunk) || IsAccount(chunk) ? length : 0;
    }

    /// <summary>Whether the mark at an offset stands inside a word that began before.</summary>
    public static bool Joins(ReadOnlySpan<char> text, int start, int at)
    {
        if (at + 1 >= text.Length)
        {
            return false;
        }

        var next = CharacterClass.Of(text[at + 1]);
        var before = CharacterClass.Of(text[at - 1]);
        if (!CharacterClass.IsLetter(next) || !CharacterClass.IsLetter(before))
        {
            return false;
        }

        return text[at] switch
        {
            '-' or '‐' or '·' => true,

            // O'Brien and don't are one word; John's, l'hôpital and Ankara'da are two.
            '\'' or '’' => char.IsUpper(text[start]) ? next == CharacterClass.Upper && at - start <= 3 : at - start >= 3,
            _ => false,
        };
    }

    // An account's name: dora.keeling88, SunnyOtter_44.
    private static bool IsAccount(ReadOnlySpan<char> chunk)
    {
        var mark = chunk.LastIndexOfAny('.', '_');
        return mark > 0 && mark + 1 < chunk.Length && char.IsAsciiDigit(chunk[^1])
            && (chunk[mark] == '_' ? char.IsAsciiLetter(chunk[0]) : char.IsAsciiLetterLower(chunk[0]) && char.IsAsciiLetter(chunk[mark + 1]));
    }

    // A host name or file name: letters on both sides of a dot, no space, at least four lower-case letters in all.
    private static bool IsDomain(ReadOnlySpan<char> chunk)
    {
        var dot = chunk.LastIndexOf('.');
        if (dot < 3 || dot + 2 >= chunk.Length || char.IsUpper(chunk[0]))
        {
            return false;
        }

        for (var i = dot + 1; i < chunk.Length; i++)
        {
            if (!char.IsAsciiLetterLower(chunk[i]))
            {
                return false;
            }
        }

        return true;
    }
}
