using System.Globalization;

namespace Sallyport.Lab.Names;

/// <summary>What the composer draws names from, by language, and how it invents new ones.</summary>
internal sealed class NamePool
{
    private static readonly Dictionary<string, string> Countries = new(StringComparer.Ordinal)
    {
        ["en"] = "US GB CA AU NZ IE ZA JM GI IM JE GG IN PH", ["de"] = "DE AT CH LI", ["fr"] = "FR BE LU MC CA HT", ["es"] = "ES MX AR CL CO PE VE CU BO PY EC SV GT CR DO PR PA",
        ["it"] = "IT SM CH", ["pt"] = "PT BR", ["nl"] = "NL BE SR AW", ["pl"] = "PL CZ SK", ["tr"] = "TR AZ CY", ["hi"] = "IN NP", ["ar"] = "AE EG", ["zh"] = "CN TW", ["ja"] = "JP", ["ko"] = "KR", ["ru"] = "RU BY UA KZ BG RS",
    };

    private readonly Dictionary<string, List<string>> _forenames = [];
    private readonly Dictionary<string, List<string>> _surnames = [];
    private readonly List<string> _latinForenames;
    private readonly List<string> _latinSurnames;
    private readonly Random _random;
    private readonly NameLists _lists;

    public NamePool(IReadOnlyList<(string Country, string Kind, string Text, string Latin)> people, NameLists lists, Random random)
    {
        _lists = lists;
        _random = random;
        foreach (var (language, countries) in Countries)
        {
            var codes = countries.Split(' ');
            var script = ScriptOf(lists[$"persons:{language}.surname"][0]);
            _forenames[language] = Of(language, "forename", codes, script);
            _surnames[language] = Of(language, "surname", codes, script);
        }

        _latinForenames = [.. people.Where(static person => person.Kind == "forename" && person.Latin.Length > 1).Select(static person => person.Latin).Distinct()];
        _latinSurnames = [.. people.Where(static person => person.Kind == "surname" && person.Latin.Length > 1).Select(static person => person.Latin).Distinct()];

        List<string> Of(string language, string kind, string[] codes, int script) =>
            [.. lists[$"persons:{language}.{kind}"].Concat(people.Where(person => person.Kind == kind && codes.Contains(person.Country)).Select(static person => person.Text)).Where(name => ScriptOf(name) == script).Distinct()];
    }

    public static IEnumerable<string> Languages => Countries.Keys;

    public static bool IsLatin(string language) => language is not ("hi" or "ar" or "zh" or "ja" or "ko" or "ru");

    /// <summary>Whether words stand without spaces between them.</summary>
    public static bool IsJoined(string language) => language is "zh" or "ja" or "ko";

    public string First(string language) =>
        !IsLatin(language) || _random.Next(100) < 60 ? Pick(_forenames[language])
        : _random.Next(10) < 5 ? Pick(_latinForenames)
        : Mix(_forenames[language]);

    public string Last(string language) =>
        !IsLatin(language) || _random.Next(100) < 50 ? Pick(_surnames[language])
        : _random.Next(10) < 5 ? Pick(_latinSurnames)
        : Mix(_random.Next(2) == 0 ? _latinSurnames : _surnames[language]);

    public string Person(string language)
    {
        string first = First(language), last = Last(language);
        if (IsJoined(language))
        {
            return language == "ja" && _random.Next(5) == 0 ? $"{last} {first}" : last + first;
        }

        if (language == "ru")
        {
            var middle = Pick(_lists["persons:ru.patronymic"]);
            return _random.Next(8) switch { 0 => $"{last} {first} {middle}", 1 => $"{first} {middle} {last}", 2 => $"{last} {first[0]}. {middle[0]}.", 3 => $"{first} {middle}", 4 => $"{last} {first}", _ => $"{first} {last}" };
        }

        if (!IsLatin(language))
        {
            return _random.Next(10) == 0 ? $"{first} {First(language)} {last}" : $"{first} {last}";
        }

        var initial = char.ToUpperInvariant(First("en")[0]);
        return _random.Next(40) switch
        {
            0 => $"{first} {initial}. {last}",
            1 => $"{first} {initial} {last}",
            2 => $"{first[0]}. {last}",
            3 => $"{last}, {first}",
            4 => $"{first} {last}-{Last(language)}",
            5 or 6 => $"{first} {First(language)} {last}",
            7 => $"{first} {last} Jr.",
            8 when language is "es" or "pt" => $"{first} {last} {Last(language)}",
            9 when language is "es" or "pt" => $"{first} {last} {Last(language)}",
            10 => $"{first[0]}. {initial}. {last}",
            11 => $"{first} {last} {(_random.Next(2) == 0 ? "III" : "Sr.")}",
            12 => $"{last} {first}",
            13 => first,
            _ => $"{first} {last}",
        };
    }

    public string City(string language)
    {
        if (!IsLatin(language))
        {
            return Pick(_lists[$"places:{language}.city"]);
        }

        return _random.Next(10) switch
        {
            < 5 => Pick(_lists[$"places:{language}.city"]),
            < 7 => Pick(_lists["places:en.city"]),
            _ => InventedCity(language),
        };
    }

    public string InventedCity(string language)
    {
        var name = Mix(_random.Next(2) == 0 ? _latinForenames : _latinSurnames);
        name = _random.Next(2) == 0 ? name : _random.Next(2) == 0 ? Last(language) : First(language);
        return language switch
        {
            "de" => Pick("Bad {0}|{0}stadt|{0}burg|{0}hausen|{0}heim|{0}dorf|Neu {0}|{0} am See|Groß {0}|{0}berg|{0}ingen"),
            "fr" => Pick("Saint-{0}|{0}-sur-Mer|{0}-les-Bains|{0}ville|Sainte-{0}|{0}-sur-Loire|{0}-en-Forêt|Le {0}"),
            "es" => Pick("San {0}|Santa {0}|Villa {0}|{0} de la Sierra|Puerto {0}|La {0}|{0} del Mar"),
            "it" => Pick("San {0}|Santa {0}|{0} a Mare|Borgo {0}|{0} Terme|Quarto {0}|{0} del Friuli|Sesto {0}|{0} laziale|{0} salentino"),
            "nl" => Pick("{0}dam|{0}drecht|Nieuw {0}|{0} aan den Rijn|Oud {0}|{0}veen"),
            _ => Pick("North {0}|South {0}|East {0}|West {0}|New {0}|Port {0}|Lake {0}|{0}ville|{0}town|{0}ton|{0}bury|{0}burgh|{0}mouth|{0}shire|{0} Springs|{0} Falls|Fort {0}|{0} City|{0}berg|{0}field|{0}stad|{0}side|{0}chester|{0}land|{0}view|{0}fort|Mount {0}|{0} Heights|{0} Park|{0}|{0}"),
        };

        string Pick(string forms)
        {
            var options = forms.Split('|');
            return string.Format(CultureInfo.InvariantCulture, options[_random.Next(options.Length)], name);
        }
    }

    /// <summary>A name that no list has: the beginning of one and the end of another.</summary>
    public string InventedName() => Mix(_latinSurnames);

    public string Country(string language)
    {
        var countries = CountryNames.Of(language);
        return countries[_random.Next(countries.Count)];
    }

    private string Mix(List<string> names)
    {
        for (var tries = 0; tries < 20; tries++)
        {
            string first = Pick(names), second = Pick(names);
            if (first.Length < 4 || second.Length < 5 || !first.All(char.IsLetter) || !second.All(char.IsLetter))
            {
                continue;
            }

            return string.Concat(first.AsSpan(0, _random.Next(2, Math.Min(5, first.Length))), second.AsSpan(second.Length - _random.Next(3, Math.Min(6, second.Length))).ToString().ToLowerInvariant());
        }

        return Pick(names);
    }

    private string Pick(IReadOnlyList<string> from) => from[_random.Next(from.Count)];

    // Names of a language are those in its own script.
    private static int ScriptOf(string name)
    {
        var rune = name.EnumerateRunes().First();
        return rune.Value switch { < 0x250 => 0, < 0x400 => 1, < 0x530 => 2, < 0x780 => 3, < 0x980 => 4, >= 0x1E00 and < 0x1F00 => 0, >= 0x3040 and < 0xA000 => 5, >= 0xAC00 and < 0xD7B0 => 6, _ => 7 };
    }
}
