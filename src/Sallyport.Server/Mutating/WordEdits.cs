using System.Collections.Frozen;

namespace Sallyport.Server.Mutating;

/// <summary>Writes words otherwise.</summary>
internal static class WordEdits
{
    // Shorter ones would become another word or none.
    private const int ShortestBroken = 4;

    private const string Latin = "aceiopxyABCEHIKMOPTX";
    private const string Cyrillic = "асеіорхуАВСЕНІКМОРТХ";
    private const string Plain = "aeiost";
    private const string Signs = "4310$7";
    private const string Vowels = "aeiouAEIOU";
    private const string Accented = "áéíóúÁÉÍÓÚ";

    // What an attacker would try in each other's place. Lines of words that say the same.
    private static readonly FrozenDictionary<string, string[]> Others = Groups(
        "ignore disregard overlook skip neglect bypass",
        "forget drop discard abandon unlearn",
        "previous prior earlier preceding former above",
        "instructions directions directives guidance orders commands",
        "instruction direction directive order command",
        "rules guidelines policies restrictions limits constraints",
        "rule guideline policy restriction limit",
        "system setup base core",
        "prompt preamble briefing message configuration",
        "reveal disclose show print expose repeat output",
        "secret hidden confidential private",
        "password passphrase passcode credential",
        "pretend imagine suppose assume",
        "act behave respond operate",
        "answer reply respond",
        "tell give inform",
        "all every any",
        "your thy the",
        "must should shall",
        "now henceforth immediately",
        "new fresh updated",
        "unrestricted unlimited unbound free",
        "send forward transmit mail submit",
        "delete remove erase wipe",
        "write compose produce generate",
        "user person caller",
        "assistant helper bot model",
        "follow obey heed observe",
        "stop cease quit halt",
        "instead rather alternatively",
        "important urgent crucial essential");

    /// <summary>The word written otherwise, or as it came where there is no such way.</summary>
    public static string Apply(string word, WordEdit edit, Draws draws) => edit switch
    {
        WordEdit.LookAlike => Replace(word, Latin, Cyrillic, int.MaxValue),
        WordEdit.Leet => Replace(word, Plain, Signs, int.MaxValue),
        WordEdit.Accent => Replace(word, Vowels, Accented, 1),
        WordEdit.Swap when word.Length >= ShortestBroken => Swap(word, draws.Next(1, word.Length - 2)),
        WordEdit.Drop when word.Length >= ShortestBroken => word.Remove(draws.Next(1, word.Length - 1), 1),
        WordEdit.Double when word.Length >= ShortestBroken => Insert(word, draws, at => word[at]),
        WordEdit.Hyphen when word.Length >= ShortestBroken => Insert(word, draws, static _ => '-'),
        WordEdit.Space when word.Length >= ShortestBroken => Insert(word, draws, static _ => ' '),
        WordEdit.ZeroWidth when word.Length >= ShortestBroken => Insert(word, draws, static _ => '\u200B'),
        WordEdit.Capitals => word.ToUpperInvariant(),
        WordEdit.OtherWord => OtherWord(word, draws),
        _ => word,
    };

    private static string Replace(string word, string from, string to, int most)
    {
        Span<char> letters = word.ToCharArray();
        foreach (ref var letter in letters)
        {
            var at = from.IndexOf(letter);
            if (at >= 0 && most-- > 0)
            {
                letter = to[at];
            }
        }

        return letters.ToString();
    }

    private static string Swap(string word, int at) => $"{word[..at]}{word[at + 1]}{word[at]}{word[(at + 2)..]}";

    private static string Insert(string word, Draws draws, Func<int, char> what)
    {
        var at = draws.Next(1, word.Length - 1);
        return word.Insert(at, what(at).ToString());
    }

    private static string OtherWord(string word, Draws draws)
    {
        if (!Others.TryGetValue(word.ToLowerInvariant(), out var others))
        {
            return word;
        }

        var other = others[draws.Next(others.Length)];
        return char.IsUpper(word[0]) ? char.ToUpperInvariant(other[0]) + other[1..] : other;
    }

    private static FrozenDictionary<string, string[]> Groups(params ReadOnlySpan<string> groups)
    {
        var others = new Dictionary<string, string[]>();
        foreach (var group in groups)
        {
            var words = group.Split(' ');
            foreach (var word in words)
            {
                // A word of two groups keeps to its first.
                others.TryAdd(word, [.. words.Where(other => other != word)]);
            }
        }

        return others.ToFrozenDictionary();
    }
}
