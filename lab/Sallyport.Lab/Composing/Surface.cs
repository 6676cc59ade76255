using System.Text;

namespace Sallyport.Lab.Composing;

/// <summary>How people really write: without capitals, without the last stop, in capitals, with slips. Done to attacks and to innocent text alike.</summary>
internal static class Surface
{
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

        return random.Chance(0.15) ? Slip(text, random) : text;
    }

    private static string Capitalize(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

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
