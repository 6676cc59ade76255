using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Sallyport.Detection.Names;
using Sallyport.Text;

namespace Sallyport.Lab.Names;

/// <summary>Makes texts with marked names out of templates: every language, many forms, with the noise that real text has.</summary>
internal sealed partial class NameComposer
{
    private static readonly SearchValues<char> Marks = SearchValues.Create("{}<>|_\"");

    private readonly NameLists _lists;
    private readonly NamePool _pool;
    private readonly IReadOnlyList<string> _usAddresses;
    private readonly Random _random;
    private readonly Lexicon _lexicon;
    private readonly IReadOnlyDictionary<string, (string[] Lower, string[] Upper)> _words;

    public NameComposer(NameLists lists, NamePool pool, IReadOnlyList<string> usAddresses, Lexicon lexicon, IReadOnlyDictionary<string, (string[] Lower, string[] Upper)> words, Random random)
    {
        _lexicon = lexicon;
        _words = words;
        _lists = lists;
        _pool = pool;
        _usAddresses = usAddresses;
        _random = random;
    }

    /// <summary>Texts of a language; a fifth of them hold no name.</summary>
    public IEnumerable<LabelledText> Compose(string language, int count)
    {
        string[] with = _lists["templates:" + language], without = _lists[$"templates:{language}.none"];
        for (var i = 0; i < count; i++)
        {
            var text = new StringBuilder();
            var names = new List<(int, TextSpan)>();
            var parts = _random.Next(10) < 6 ? 1 : _random.Next(2, 5);
            for (var part = 0; part < parts; part++)
            {
                if (part > 0)
                {
                    text.Append(_random.Next(3) == 0 ? "\n" : NamePool.IsJoined(language) ? "" : " ");
                }

                var template = Pick(_random.Next(5) == 0 ? without : with);
                Fill(Choice().Replace(template, choice => Pick(choice.Groups[1].Value.Split('|'))), language, text, names);
            }

            yield return WithNoise(text.ToString(), names, language);
        }
    }

    /// <summary>A text of one template.</summary>
    public LabelledText ComposeFrom(string template, string language)
    {
        var text = new StringBuilder();
        var names = new List<(int, TextSpan)>();
        Fill(template, language, text, names);
        return WithNoise(text.ToString(), names, language);
    }

    private LabelledText WithNoise(string text, List<(int, TextSpan)> names, string language)
    {
        var noise = _random.Next(100);
        if (noise < 12)
        {
            text = Lower(text);
        }
        else if (noise < 15)
        {
            text = Upper(text);
        }
        else if (noise < 22)
        {
            text = text.Replace('\n', ' ');
        }
        else if (noise < 28 && text[^1] is '.' or '。')
        {
            text = text[..^1];
            names.RemoveAll(name => name.Item2.End > text.Length);
        }

        return new(text, names, "composed", language);
    }

    /// <summary>A text with other names in the places of its own.</summary>
    public LabelledText Rename(LabelledText original)
    {
        var text = new StringBuilder();
        var names = new List<(int, TextSpan)>();
        var from = 0;
        foreach (var (kind, span) in original.Names.OrderBy(static name => name.Span.Start))
        {
            if (span.Start < from)
            {
                continue;
            }

            var old = original.Text[span.Start..span.End];
            var value = kind switch
            {
                0 => old.Contains(' ', StringComparison.Ordinal) ? _pool.Person("en") : _pool.First("en"),
                1 => Expand(PickPattern("organizations", "en"), "en"),
                2 => Value("place", "en"),
                _ => Expand(PickPattern("addresses", "en"), "en"),
            };
            value = char.IsLower(old[0]) ? value.ToLowerInvariant() : value;
            text.Append(original.Text, from, span.Start - from);
            names.Add((kind, new(text.Length, text.Length + value.Length)));
            text.Append(value);
            from = span.End;
        }

        return original with { Text = text.Append(original.Text, from, original.Text.Length - from).ToString(), Names = names };
    }

    // Letter by letter, so that places stay.
    private static string Lower(string text) => string.Create(text.Length, text, static (to, from) => from.AsSpan().ToLowerInvariant(to));

    private static string Upper(string text) => string.Create(text.Length, text, static (to, from) => from.AsSpan().ToUpperInvariant(to));

    private void Fill(string template, string language, StringBuilder text, List<(int, TextSpan)> names)
    {
        var from = 0;
        foreach (Match slot in Slot().Matches(template))
        {
            text.Append(Vary(template[from..slot.Index], language));
            from = slot.Index + slot.Length;
            var name = slot.Groups[1].Value;
            var value = Value(name, language);
            var kind = name switch { "person" or "first" or "last" => 0, "org" => 1, "place" or "city" or "country" or "region" or "streetonly" => 2, "address" => 3, _ => -1 };
            if (kind >= 0)
            {
                names.Add((kind, new(text.Length, text.Length + value.Length)));
            }

            text.Append(value);
        }

        text.Append(Vary(template[from..], language));
    }

    // Puts other words of the language in the place of some, so that the tagger knows no template by heart.
    private string Vary(string literal, string language) =>
        !_words.TryGetValue(language, out var words) || literal.AsSpan().ContainsAny(Marks)
            ? literal
            : Word().Replace(literal, word => _random.Next(100) >= 14 || _lexicon.Find(WordHash.Of(word.Value)) is not (WordFlags.None or WordFlags.Common)
                ? word.Value
                : char.IsLower(word.Value[0]) ? Pick(words.Lower) : Pick(words.Upper));

    private string Value(string slot, string language) => slot switch
    {
        "person" => _pool.Person(language),
        "first" => _pool.First(language),
        "last" => _pool.Last(language),
        "org" => Expand(PickPattern("organizations", language), language),
        "address" => Expand(PickPattern("addresses", language), language),
        "city" => _pool.City(language),
        "country" => _pool.Country(language),
        "region" => Pick(_lists[$"places:{language}.region"]),
        "place" => _random.Next(3) switch { 0 => _pool.City(language), 1 => _pool.Country(language), _ => Pick(_lists[$"places:{language}.region"]) },
        "streetonly" => Expand("{sn} {st}", "en"),
        _ => SlotValues.Other(slot, language, _random, _lists, _pool),
    };

    // Other languages' patterns come up now and then: people write about companies and addresses abroad.
    private string PickPattern(string file, string language) =>
        Pick(_lists[$"{file}:pattern.{(NamePool.IsLatin(language) && _random.Next(12) == 0 ? "en" : language)}"]);

    private string Expand(string pattern, string language) => Slot().Replace(pattern, slot => Part(slot.Groups[1].Value, language));

    private string Part(string slot, string language) => slot switch
    {
        "first" => _pool.First(language),
        "last" => _pool.Last(language),
        "city" => _pool.City(language),
        "invcity" => _pool.InventedCity(language),
        "invented" => _pool.InventedName(),
        "region" => Pick(_lists["places:en.region"].AsSpan(0, 50).ToArray()),
        "known" => Pick(_lists["organizations:known"].AsSpan(0, 250).ToArray()),
        "suffix" => Pick(_lists["organizations:suffix"]),
        "stem" => Pick(_lists["organizations:stem"]),
        "noun.en" => Pick(_lists["organizations:noun.en"]),
        "usa" => Pick(_usAddresses),
        "sn" => Pick(_lists["addresses:streetname.en"]),
        "st" => Pick(_lists["addresses:streettype.en"]),
        "unit" => Expand(Pick(_lists["addresses:unit.en"]), language),
        "sc" => Pick(_lists["places:en.statecode"].AsSpan(0, 51).ToArray()),
        "dst" => GermanStreet(),
        "dtype" => Pick(["straße", "strasse", "str.", "weg", "platz", "allee", "gasse", "ring"]),
        "nst" => Pick(_lists["addresses:streetname.nl"]) + Pick(_lists["addresses:streettype.nl"]),
        "ft" => Pick(_lists["addresses:streettype.fr"]),
        "fn" => Pick(_lists["addresses:streetname.fr"]),
        "et" => Pick(_lists["addresses:streettype.es"]),
        "en" => Pick(_lists["addresses:streetname.es"]),
        "it" => Pick(_lists["addresses:streettype.it"]),
        "in" => Pick(_lists["addresses:streetname.it"]),
        "pt" => Pick(_lists["addresses:streettype.pt"]),
        "pn" => Pick(_lists["addresses:streetname.pt"]),
        "pln" => Pick(_lists["addresses:streetname.pl"]),
        "tn" => Pick(_lists["addresses:streetname.tr"]),
        "tt" => Pick(_lists["addresses:streettype.tr"]),
        "rn" => Pick(_lists["addresses:streetname.ru"]),
        "pl" => Pick([" Street", "gate", " Lane", "s Road", "wood Drive"]),
        _ => SlotValues.Other(slot, language, _random, _lists, _pool),
    };

    private string GermanStreet() => _random.Next(4) switch
    {
        0 => Pick(_lists["addresses:street.de"]),
        _ => Pick(_lists["addresses:streetname.de"]) + Pick(_lists["addresses:streettype.de"]),
    };

    private string Pick(IReadOnlyList<string> from) => from[_random.Next(from.Count)];

    [GeneratedRegex(@"\(([^()]*\|[^()]*)\)")]
    private static partial Regex Choice();

    [GeneratedRegex(@"\p{L}{4,}")]
    private static partial Regex Word();

    [GeneratedRegex(@"\{([a-zA-Z][a-zA-Z0-9.]*)\}")]
    private static partial Regex Slot();
}
