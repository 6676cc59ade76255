using System.Text;

namespace Sallyport.Lab.Composing;

/// <summary>
/// How people really write: without capitals, without the last stop, in capitals, with slips; and how they write to get past a reader of words. Done to attacks and to
/// innocent text alike, so that it is no sign of either.
/// </summary>
internal static class Surface
{
    private const string Letters = "aeiost";
    private const string Digits = "4310$7";

    public static string Roughen(string text, SeededRandom random)
    {
        text = random.Next(12) switch
        {
            0 => text.ToUpperInvariant(),
            1 or 2 => text.ToLowerInvariant(),
            3 or 4 => Capitalize(text),
            _ => text,
        };
        if (random.Chance(0.2))
        {
            text = text.TrimEnd('.', '!', '?');
        }
        else if (random.Chance(0.15))
        {
            text += random.Pick(["!", "!!", "...", " :)", "?", "."]);
        }

        return random.Next(100) switch
        {
            < 15 => Slip(text, random),
            < 45 => Damage(text, random),
            _ => text,
        };
    }

    private static string Capitalize(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    // Some of the words, or all, in one of the ways that leave them legible.
    private static string Damage(string text, SeededRandom random)
    {
        var way = random.Next(8) % 6;
        var share = random.Chance(0.5) ? 1 : 0.4;
        return string.Join(' ', text.Split(' ').Select(word => word.Length >= 4 && random.Chance(share) ? Damaged(word, way, 1 + random.Next(word.Length - 2)) : word));
    }

    private static string Damaged(string word, int way, int at) => way switch
    {
        0 => $"{word[..at]}{word[at + 1]}{word[at]}{word[(at + 2)..]}",
        1 => word.Remove(at, 1),
        2 => word.Insert(at, word[at].ToString()),
        3 => word.Insert(at, "-"),
        4 => word.Insert(at, " "),
        _ => string.Concat(word.Select(static c => Letters.IndexOf(c, StringComparison.Ordinal) is var found and >= 0 ? Digits[found] : c)),
    };

    // Swaps or drops a letter in about one word of ten.
    private static string Slip(string text, SeededRandom random)
    {
        var written = new StringBuilder(text);
        for (var i = 1; i + 1 < written.Length; i++)
        {
            if (char.IsLetter(written[i]) && char.IsLetter(written[i + 1]) && random.Chance(0.02))
            {
                if (random.Chance(0.5))
                {
                    (written[i], written[i + 1]) = (written[i + 1], written[i]);
                }
                else
                {
                    written.Remove(i, 1);
                }
            }
        }

        return written.ToString();
    }
}
