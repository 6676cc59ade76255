using System.Text.RegularExpressions;
using Sallyport.Detection.Names;

namespace Sallyport.Lab.Names;

/// <summary>
/// Makes marked text of ordinary sentences: where one says "she" or "the company" a name takes its place, so that the tagger sees names
/// among the words of real language. Only sentences that hold no capitalised word of their own are taken.
/// </summary>
internal sealed class StandIns(NameComposer composer, Lexicon lexicon, Random random)
{
    private static readonly (string Language, string Slot, Regex Words)[] Places =
    [
        ("en", "first", Of(@"(?<=\b)(?:he|she|him)(?=\b(?!'))")),
        ("en", "person", Of(@"\b(?:he|she|him|(?:the|a|my|our) (?:man|woman|user|customer|client|manager|doctor|teacher|boy|girl|patient|king|queen|author|speaker|student|employee|boss|friend|president|mayor|wizard|captain|detective|scientist|artist))\b(?!')")),
        ("en", "possessive", Of(@"\b(?:his|her)(?= [a-z])")),
        ("en", "org", Of(@"\b(?:the|a|my|our|your) (?:company|firm|bank|organization|organisation|university|team|hospital|school|government|agency|business|brand|club|store|shop|hotel|airline|restaurant|college|foundation|newspaper)\b(?!')")),
        ("en", "place", Of(@"(?<=\b(?:in|to|from|of|near|across|around|through) )(?:the|a|my|our|your) (?:city|town|village|country|island|region|state|area|world|kingdom|park|valley|neighborhood)\b(?!')")),
        ("de", "person", Of(@"\b(?:er|sie|der (?:Mann|Kunde|Patient|Arzt|Präsident|Autor)|die (?:Frau|Kundin|Autorin))\b")),
        ("de", "org", Of(@"\b(?:das Unternehmen|die Firma|die Universität|die Regierung|die Organisation|die Schule|die Bank)\b")),
        ("de", "place", Of(@"(?<=\bin )(?:der|die) (?:Stadt|Region|Welt)\b")),
        ("es", "person", Of(@"\b(?:él|ella|el (?:hombre|cliente|médico|presidente|autor|rey)|la (?:mujer|autora|reina))\b")),
        ("es", "org", Of(@"\b(?:la (?:empresa|universidad|organización|escuela|iglesia)|el (?:gobierno|banco|equipo))\b")),
        ("es", "place", Of(@"(?<=\b(?:en|de) )(?:la (?:ciudad|región)|el (?:país|mundo))\b")),
        ("ru", "person", Of(@"\b(?:он|она)\b")),
        ("tr", "person", Of(@"\b(?:kral|adam|kadın|doktor|başkan)\b")),
    ];

    private readonly NameUnit _unit = new();

    /// <summary>Texts made of a data folder's ordinary sentences.</summary>
    public IEnumerable<LabelledText> Of(string directory, int most)
    {
        var made = 0;
        foreach (var row in DataRow.Read(Path.Combine(directory, "injection.jsonl.gz")))
        {
            if (row.Label != "benign" || row.Source is not ("gpteacher" or "xquad" or "clinc150") || made >= most)
            {
                continue;
            }

            for (var start = 0; start < row.Text.Length;)
            {
                var length = NameUnits.Find(row.Text.AsSpan(start), isComplete: true);
                var sentence = row.Text.Substring(start, length).Trim();
                start += length;
                for (var again = row.Language == "en" ? 1 : 4; again > 0 && sentence.Length is > 20 and < 300 && IsOrdinary(sentence); again--)
                {
                    if (Fill(sentence, row.Language) is { Names.Count: > 0 } filled)
                    {
                        made++;
                        yield return filled;
                    }
                }
            }
        }
    }

    private static Regex Of(string pattern) => new(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private bool IsOrdinary(string sentence)
    {
        _unit.Read(sentence, lexicon);
        var tokens = _unit.Tokens;
        for (var i = 1; i < tokens.Length; i++)
        {
            var isStart = tokens[i - 1].Shape is TokenShape.Newline || (tokens[i - 1].Shape == TokenShape.Mark && (char)tokens[i - 1].Word is '"' or '.');
            if (tokens[i].IsCapitalised && !isStart && tokens[i].Shape != TokenShape.Initial && (tokens[i].Flags & WordFlags.Common) == 0)
            {
                return false;
            }
        }

        return true;
    }

    private LabelledText? Fill(string sentence, string language)
    {
        var taken = new List<(Match Match, string Slot)>();
        foreach (var (_, slot, words) in Places.Where(place => place.Language == language))
        {
            foreach (Match match in words.Matches(sentence))
            {
                if (random.Next(3) > 0 && !taken.Any(other => other.Match.Index < match.Index + match.Length && match.Index < other.Match.Index + other.Match.Length))
                {
                    taken.Add((match, slot));
                }
            }
        }

        if (taken.Count is 0 or > 4)
        {
            return null;
        }

        var template = sentence.Replace('{', '(').Replace('}', ')');
        foreach (var (match, slot) in taken.OrderByDescending(static one => one.Match.Index))
        {
            var name = slot switch { "possessive" => "{first}'s", _ => $"{{{slot}}}" };
            template = string.Concat(template.AsSpan(0, match.Index), name, template.AsSpan(match.Index + match.Length));
        }

        return composer.ComposeFrom(template, language);
    }
}
