using System.Collections.Frozen;

namespace Sallyport.Detection.Pii;

/// <summary>The months' names and their usual abbreviations in English, German, French, Spanish, Italian and Portuguese.</summary>
internal static class Months
{
    private const int MaxName = 10;

    private static readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> s_numbers = Build().GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The month of a name, 1 to 12; 0 where it is none.</summary>
    public static int Of(ReadOnlySpan<char> name)
    {
        if (name.Length is < 3 or > MaxName)
        {
            return 0;
        }

        Span<char> lower = stackalloc char[MaxName];
        var length = name.ToLowerInvariant(lower);
        return s_numbers.TryGetValue(lower[..length], out var month) ? month : 0;
    }

    /// <summary>The month whose name ends a text, but for a point and a space after it; 0 where none does. Names of ASCII letters only, since those come first in a date.</summary>
    /// <param name="text">The text before a day.</param>
    /// <param name="start">Where the name begins.</param>
    public static int Before(ReadOnlySpan<char> text, out int start)
    {
        var end = text.Length;
        end -= end > 0 && text[end - 1] == ' ' ? 1 : 0;
        end -= end > 0 && text[end - 1] == '.' ? 1 : 0;
        start = end;
        while (start > 0 && end - start <= MaxName && char.IsAsciiLetter(text[start - 1]))
        {
            start--;
        }

        return Of(text[start..end]);
    }

    private static FrozenDictionary<string, int> Build()
    {
        string[] names =
        [
            "january jan januar jänner janvier janv enero ene gennaio gen janeiro",
            "february feb februar février févr fevrier febrero febbraio fevereiro fev",
            "march mar märz mars marzo março marco",
            "april apr avril avr abril abr aprile",
            "may mai mayo maggio mag maio",
            "june jun juni juin junio giugno giu junho",
            "july jul juli juillet juil julio luglio lug julho",
            "august aug août aout agosto ago",
            "september sep sept septembre septiembre setiembre settembre set setembro",
            "october oct oktober okt octobre octubre ottobre ott outubro out",
            "november nov novembre noviembre novembro",
            "december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro",
        ];
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < names.Length; i++)
        {
            foreach (var name in names[i].Split(' '))
            {
                numbers[name] = i + 1;
            }
        }

        return numbers.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
