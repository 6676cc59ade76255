using System.Globalization;
using System.Net;
using System.Text;

namespace Sallyport.Server.Mutating;

/// <summary>The mutations of whole texts: encodings that models read, disguises that people read, and ordinary text around.</summary>
internal static class Mutations
{
    private const int WordsInLine = 3;
    private const int BuriedUnder = 2_000;
    private const int JoinedTo = 100;

    /// <summary>All, in the order of tables.</summary>
    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("base64", static (text, _) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text))),
        new("hex", static (text, _) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text))),
        new("percent", static (text, _) => string.Concat(Encoding.UTF8.GetBytes(text).Select(static b => $"%{b:X2}"))),
        new("html-entities", static (text, _) => string.Concat(text.EnumerateRunes().Select(static rune => string.Create(CultureInfo.InvariantCulture, $"&#{rune.Value};")))),
        new("json-escapes", static (text, _) => string.Concat(text.Select(static c => $"\\u{(int)c:x4}"))),
        new("rot13", static (text, _) => EachLetter(text, Rotate)),
        new("reversed", static (text, _) => Reverse(text)),
        new("tag-characters", static (text, _) => string.Concat(text.EnumerateRunes().Select(static rune => (rune.IsAscii ? new Rune(0xE0000 + rune.Value) : rune).ToString()))),
        new("zero-width", static (text, _) => string.Join('\u200B', text.EnumerateRunes())),
        new("full-width", static (text, _) => EachLetter(text, static c => c is > ' ' and <= '~' ? (char)(c - '!' + '！') : c)),
        new("look-alikes", EachWord(WordEdit.LookAlike)),
        new("leet", EachWord(WordEdit.Leet)),
        new("accents", EachWord(WordEdit.Accent)),
        new("typos", EachWord(WordEdit.Swap)),
        new("dropped-letters", EachWord(WordEdit.Drop)),
        new("hyphens", EachWord(WordEdit.Hyphen)),
        new("spaced-letters", static (text, _) => string.Join(' ', text.EnumerateRunes())),
        new("capitals", static (text, _) => text.ToUpperInvariant()),
        new("mixed-case", static (text, _) => string.Concat(text.Select(static (c, i) => i % 2 == 0 ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c)))),
        new("other-words", EachWord(WordEdit.OtherWord)),
        new("line-breaks", static (text, _) => string.Concat(text.Split(' ').Select(static (word, i) => i == 0 ? word : (i % WordsInLine == 0 ? "\n" : " ") + word))),
        new("html", static (text, _) => $"<div><p>{WebUtility.HtmlEncode(text)}</p></div>"),
        new("buried", static (text, draws) => $"{OrdinaryText.Of(BuriedUnder, draws)}\n\n{text}\n\n{OrdinaryText.Of(BuriedUnder, draws)}"),
        new("joined", JoinedBy(", ")),
        new("dashed", JoinedBy(" - ")),
    ];

    /// <summary>The mutation of that name, or null.</summary>
    public static Mutation? Named(string name) => All.FirstOrDefault(mutation => mutation.Name == name);

    private static Func<string, Draws, string> EachWord(WordEdit edit) => (text, draws) =>
    {
        var mutant = MutantText.Of(text);
        foreach (var word in mutant.Words)
        {
            mutant = mutant.With(word, edit, draws);
        }

        return mutant.ToString();
    };

    // One long sentence, of whose parts the text is one.
    private static Func<string, Draws, string> JoinedBy(string joint) => (text, draws) =>
    {
        var (before, after) = (OrdinaryText.Of(JoinedTo, draws), OrdinaryText.Of(JoinedTo, draws));
        return $"{Clause(before)}{joint}{Lower(Clause(text))}{joint}{Lower(Clause(after))}.";

        static string Clause(string sentences) => sentences.Trim().TrimEnd('.', '!', '?', '。', '！', '？', '।').Replace(". ", ", ", StringComparison.Ordinal);
        static string Lower(string clause) => clause.Length == 0 ? clause : char.ToLowerInvariant(clause[0]) + clause[1..];
    };

    private static string EachLetter(string text, Func<char, char> change) => string.Create(text.Length, (text, change), static (to, given) =>
    {
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = given.change(given.text[i]);
        }
    });

    private static char Rotate(char c) => c switch
    {
        >= 'a' and <= 'z' => (char)('a' + ((c - 'a' + 13) % 26)),
        >= 'A' and <= 'Z' => (char)('A' + ((c - 'A' + 13) % 26)),
        _ => c,
    };

    private static string Reverse(string text)
    {
        var elements = StringInfo.GetTextElementEnumerator(text);
        var all = new List<string>();
        while (elements.MoveNext())
        {
            all.Add(elements.GetTextElement());
        }

        all.Reverse();
        return string.Concat(all);
    }
}
