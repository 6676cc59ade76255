using Sallyport.Detection.Names;

namespace Sallyport.Lab.Names;

/// <summary>Words of running text, by language, of which the lexicon knows no name: in lower case, and as a sentence or a German noun begins.</summary>
internal static class OrdinaryWords
{
    public static Dictionary<string, (string[] Lower, string[] Upper)> Of(string directory, Lexicon lexicon)
    {
        var lower = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var row in DataRow.Read(Path.Combine(directory, "injection.jsonl.gz")))
        {
            if (row.Label != "benign" || row.Source is not ("gpteacher" or "prompts_chat_ui" or "xquad" or "clinc150"))
            {
                continue;
            }

            if (!lower.TryGetValue(row.Language, out var words))
            {
                lower.Add(row.Language, words = new(StringComparer.Ordinal));
            }

            foreach (var word in row.Text.Split([' ', '\n', '\t', '.', ',', ':', ';', '?', '!', '"', '(', ')', '\'']))
            {
                var isNoun = row.Language == "de" && row.Source == "xquad" && word.Length > 3 && char.IsUpper(word[0]);
                if (word.Length is > 3 and < 20 && word.All(char.IsLetter) && (char.IsLower(word[0]) || isNoun)
                    && lexicon.Find(WordHash.Of(word)) is var flags && (flags == WordFlags.Common || (flags == WordFlags.None && !isNoun)))
                {
                    words.Add(word);
                }
            }
        }

        return lower.Where(static words => words.Value.Count > 200).ToDictionary(
            static words => words.Key,
            static words => (
                words.Value.Where(static word => char.IsLower(word[0])).ToArray(),
                words.Value.Where(word => words.Key != "de" || char.IsUpper(word[0])).Select(static word => char.ToUpperInvariant(word[0]) + word[1..]).ToArray()),
            StringComparer.Ordinal);
    }
}
