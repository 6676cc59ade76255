using System.Globalization;
using System.Text;
using Sallyport.Detection.Names;

namespace Sallyport.Lab.Names;

/// <summary>Makes the lexicon from the gazetteer, the lists and ordinary text.</summary>
internal sealed class LexiconBuilding
{
    private const WordFlags NameFlags = WordFlags.Forename | WordFlags.Surname | WordFlags.Place | WordFlags.Organization;

    private static readonly Lexicon Nothing = Lexicon.Build([]);

    private readonly Dictionary<uint, WordFlags> _words = [];
    private readonly NameUnit _unit = new();

    public static Lexicon Build(string directory, NameLists lists, IReadOnlyList<(string Country, string Kind, string Text, string Latin)> people)
    {
        var building = new LexiconBuilding();
        foreach (var person in people)
        {
            var flags = person.Kind == "forename" ? WordFlags.Forename : WordFlags.Surname;
            building.Add(person.Text, flags);
            building.Add(person.Latin, flags);
        }

        foreach (var section in lists.Sections)
        {
            if (FlagsOf(section) is var flags && flags != WordFlags.None)
            {
                foreach (var entry in lists[section])
                {
                    building.Add(entry, flags);
                }
            }
        }

        foreach (var place in NamePool.Languages.Append("sv").SelectMany(CountryNames.Of).Concat(NameData.UsPlaces(directory)))
        {
            building.Add(place, WordFlags.Place);
        }

        building.AddCommonWords(directory, lists);
        return Lexicon.Build(building._words);
    }

    private static WordFlags FlagsOf(string section) => section switch
    {
        "words:honorific" => WordFlags.Honorific,
        "words:cue" => WordFlags.Cue,
        "words:organization" or "words:organization.phrase" or "organizations:known" => WordFlags.Organization,
        "words:street" or "words:street.phrase" => WordFlags.Street,
        "words:addresspart" => WordFlags.AddressPart,
        "words:particle" => WordFlags.Particle,
        "words:demonym" => WordFlags.Demonym,
        "words:calendar" => WordFlags.Calendar,
        "words:common" => WordFlags.Common,
        "places:en.statecode" => WordFlags.StateCode,
        _ when section.StartsWith("places:", StringComparison.Ordinal) => WordFlags.Place,
        _ when section.StartsWith("persons:", StringComparison.Ordinal) => section.EndsWith(".surname", StringComparison.Ordinal) ? WordFlags.Surname : WordFlags.Forename,
        _ => WordFlags.None,
    };

    private void Add(string entry, WordFlags flags)
    {
        AddWords(entry, flags);
        var plain = WithoutAccents(entry);
        if (plain != entry)
        {
            AddWords(plain, flags);
        }
    }

    private void AddWords(string entry, WordFlags flags)
    {
        if (entry.Length is 0 or > 60)
        {
            return;
        }

        _unit.Read(entry, Nothing);
        var tokens = _unit.Tokens;
        if (tokens.Length is 0 or > 4)
        {
            return;
        }

        var hash = tokens[0].Word;
        for (var i = 1; i < tokens.Length; i++)
        {
            hash = WordHash.Join(hash, tokens[i].Word);
        }

        if (tokens.Length > 1)
        {
            Mark(tokens[0].Word, WordFlags.PhraseStart);
        }
        else if (!tokens[0].IsWord || tokens[0].Shape == TokenShape.Initial)
        {
            return;
        }

        Mark(hash, flags);
    }

    private void Mark(uint word, WordFlags flags) => _words[word] = _words.GetValueOrDefault(word) | flags;

    // A word is common if ordinary text has it in lower case far more often than, within a sentence, with a capital; and a German
    // noun, always capitalised, if the same article in other languages doesn't have it.
    private void AddCommonWords(string directory, NameLists lists)
    {
        var lower = new Dictionary<string, int>(StringComparer.Ordinal);
        var upper = new Dictionary<string, int>(StringComparer.Ordinal);
        var elsewhere = new HashSet<string>(StringComparer.Ordinal);
        var german = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in DataRow.Read(Path.Combine(directory, "injection.jsonl.gz")))
        {
            if (row.Label == "benign" && row.Source is "gpteacher" or "clinc150" or "prompts_chat_ui" or "xquad" or "doc_cheatsheetseries" or "doc_litellm_docs")
            {
                Count(row.Text, lower, upper);
                foreach (var word in row.Source == "xquad" ? Words(row.Text) : [])
                {
                    if (row.Language == "de")
                    {
                        german[word] = german.GetValueOrDefault(word) + 1;
                    }
                    else
                    {
                        elsewhere.Add(word);
                    }
                }
            }
        }

        foreach (var template in lists.Sections.Where(static section => section.StartsWith("templates:", StringComparison.Ordinal)).SelectMany(section => lists[section]))
        {
            foreach (var word in Words(template))
            {
                if (char.IsLower(word[0]) && word.Length > 1)
                {
                    lower[word] = lower.GetValueOrDefault(word) + 4;
                }
            }
        }

        foreach (var (word, count) in lower)
        {
            var capitals = upper.GetValueOrDefault(char.ToUpperInvariant(word[0]) + word[1..]);
            if (count >= 4 && count >= 3 * capitals)
            {
                Mark(WordHash.Of(word), WordFlags.Common);
            }
        }

        foreach (var (word, count) in german)
        {
            if (count >= 3 && char.IsUpper(word[0]) && word.Length > 3 && !elsewhere.Contains(word) && (_words.GetValueOrDefault(WordHash.Of(word)) & NameFlags) == 0)
            {
                Mark(WordHash.Of(word), WordFlags.Common);
            }
        }
    }

    private static void Count(string text, Dictionary<string, int> lower, Dictionary<string, int> upper)
    {
        var startsSentence = true;
        foreach (var word in Words(text))
        {
            if (char.IsLower(word[0]))
            {
                lower[word] = lower.GetValueOrDefault(word) + 1;
                startsSentence = false;
            }
            else if (char.IsUpper(word[0]) && !startsSentence)
            {
                upper[word] = upper.GetValueOrDefault(word) + 1;
            }
            else
            {
                startsSentence = false;
            }
        }
    }

    private static IEnumerable<string> Words(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            if (!char.IsLetter(text[at]))
            {
                at++;
                continue;
            }

            var start = at;
            while (at < text.Length && char.IsLetter(text[at]))
            {
                at++;
            }

            yield return text[start..at];
        }
    }

    private static string WithoutAccents(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark || c > '\u0370')
            {
                plain.Append(c switch { 'ł' => 'l', 'Ł' => 'L', 'ø' => 'o', 'Ø' => 'O', 'đ' => 'd', 'ı' => 'i', _ => c });
            }
        }

        return plain.ToString().Normalize(NormalizationForm.FormC);
    }
}
