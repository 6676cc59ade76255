using System.Buffers;
using System.Text;

namespace Sallyport.Lab.Composing;

/// <summary>
/// A grammar that composes texts. A line <c>= name</c> opens a rule, each line after it is one way to say it. <c>{name}</c> stands for a drawn way of
/// another rule, <c>[a|b|]</c> for a drawn part, <c>\n</c> for a new line; a backslash keeps the character after it. Lines that begin with # say why.
/// </summary>
internal sealed class Grammar
{
    // Rules may call themselves; deeper calls give nothing.
    private const int MostDepth = 12;

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.");

    private readonly Dictionary<string, List<string>> _rules = new(StringComparer.Ordinal);

    private Grammar(string language) => Language = language;

    /// <summary>Where the grammars lie.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Phrases");

    /// <summary>The language's ISO code.</summary>
    public string Language { get; }

    /// <summary>The names of its rules.</summary>
    public IEnumerable<string> Rules => _rules.Keys;

    /// <summary>Reads one of the lab's grammars.</summary>
    /// <param name="language">The language, which is the file's name.</param>
    /// <param name="subject">The folder within <see cref="Folder"/>.</param>
    public static Grammar Load(string language, string subject = "")
    {
        using var reader = new StreamReader(Path.Combine(Folder, subject, language + ".txt"));
        var grammar = new Grammar(language);
        List<string>? rule = null;
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith("= ", StringComparison.Ordinal))
            {
                grammar._rules.Add(line[2..].Trim(), rule = []);
            }
            else if (line.Length > 0 && line[0] != '#' && rule is not null)
            {
                rule.Add(line);
            }
        }

        return grammar;
    }

    /// <summary>Reads all of a subject, a language each.</summary>
    /// <param name="subject">The folder within <see cref="Folder"/>.</param>
    public static IReadOnlyList<Grammar> LoadAll(string subject) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Folder, subject), "*.txt")
            .Select(Path.GetFileNameWithoutExtension)
            .Order(StringComparer.Ordinal)
            .Select(name => Load(name!, subject)),
    ];

    /// <summary>Composes a text from a rule.</summary>
    /// <exception cref="InvalidDataException">A rule names one that is not there, or leaves a bracket open.</exception>
    public string Compose(string rule, SeededRandom random)
    {
        var text = new StringBuilder();
        Expand(rule, random, text, 0);
        return text.ToString().Trim();
    }

    private void Expand(string rule, SeededRandom random, StringBuilder text, int depth)
    {
        if (!_rules.TryGetValue(rule, out var ways))
        {
            throw new InvalidDataException($"The grammar '{Language}' has no rule '{rule}'.");
        }

        if (depth < MostDepth)
        {
            var way = random.Pick(ways);
            for (var at = 0; at < way.Length; at++)
            {
                Sequence(way, ref at, random, text, depth, isKept: true);

                // Outside of brackets a bar is a bar.
                text.Append(way.AsSpan(at, Math.Min(1, way.Length - at)));
            }
        }
    }

    // Reads to the end of the way, or to the bar or bracket that ends a part; writes only what was drawn.
    private void Sequence(string way, ref int at, SeededRandom random, StringBuilder text, int depth, bool isKept)
    {
        while (at < way.Length && way[at] is not ('|' or ']'))
        {
            var c = way[at++];
            switch (c)
            {
                case '\\' when at < way.Length:
                    Append(text, way[at] == 'n' ? '\n' : way[at], isKept);
                    at++;
                    break;
                case '[':
                    Choice(way, ref at, random, text, depth, isKept);
                    break;
                case '{' when way.IndexOf('}', at) is var end and > 0 && IsName(way.AsSpan(at, end - at)):
                    if (isKept)
                    {
                        Expand(way[at..end], random, text, depth + 1);
                    }

                    at = end + 1;
                    break;
                default:
                    Append(text, c, isKept);
                    break;
            }
        }
    }

    private void Choice(string way, ref int at, SeededRandom random, StringBuilder text, int depth, bool isKept)
    {
        var drawn = isKept ? random.Next(CountParts(way, at)) : -1;
        for (var part = 0; ; part++)
        {
            Sequence(way, ref at, random, text, depth, isKept && part == drawn);
            if (at >= way.Length)
            {
                throw new InvalidDataException($"A bracket is open in '{way}' of the grammar '{Language}'.");
            }

            if (way[at++] == ']')
            {
                return;
            }
        }
    }

    private static int CountParts(string way, int at)
    {
        var parts = 1;
        for (var depth = 0; at < way.Length; at++)
        {
            switch (way[at])
            {
                case '\\':
                    at++;
                    break;
                case '[':
                    depth++;
                    break;
                case ']' when depth-- == 0:
                    return parts;
                case '|' when depth == 0:
                    parts++;
                    break;
                default:
                    break;
            }
        }

        return parts;
    }

    private static bool IsName(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(NameCharacters);

    private static void Append(StringBuilder text, char c, bool isKept)
    {
        if (isKept)
        {
            text.Append(c);
        }
    }
}
