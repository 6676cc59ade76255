using System.IO.Compression;
using System.Text.Json;
using Sallyport.Text;

namespace Sallyport.Lab.Names;

/// <summary>Reads what the data folder has of names.</summary>
internal static class NameData
{
    // Contracts call their parties by these words; the source marks them as persons or organisations, which nobody is looking for.
    private static readonly HashSet<string> Roles = new(StringComparer.OrdinalIgnoreCase)
    {
        "agent", "bank", "borrower", "borrowers", "borrower's", "buyer", "company", "creditor", "debtor", "employee", "employer", "executive", "guarantor", "holder",
        "landlord", "lender", "lenders", "lessee", "lessor", "licensee", "licensor", "owner", "parent", "party", "purchaser", "seller", "shareholder", "tenant", "trustee",
    };

    /// <summary>The texts with marked names.</summary>
    public static IEnumerable<LabelledText> Texts(string directory)
    {
        foreach (var row in Rows(Path.Combine(directory, "pii.jsonl.gz")))
        {
            var text = row.GetProperty("text").GetString()!;
            var names = new List<(int, TextSpan)>();
            if (row.TryGetProperty("spans", out var spans))
            {
                foreach (var span in spans.EnumerateArray())
                {
                    var kind = Array.IndexOf(["PERSON", "ORGANIZATION", "LOCATION", "STREET_ADDRESS"], span.GetProperty("type").GetString());
                    if (kind < 0)
                    {
                        continue;
                    }

                    var start = Utf16(text, span.GetProperty("start").GetInt32());
                    var end = Utf16(text, span.GetProperty("end").GetInt32());
                    start += start < end && text[start] == '#' ? 1 : 0;
                    if (start < end && !Roles.Contains(text[start..end]))
                    {
                        names.Add((kind, new(start, end)));
                    }
                }
            }

            yield return new(text, names, row.GetProperty("source").GetString()!, row.GetProperty("lang").GetString()!);
        }
    }

    /// <summary>Common forenames and surnames: country, kind, text, and how it is written in Latin letters.</summary>
    public static List<(string Country, string Kind, string Text, string Latin)> People(string directory) =>
        [.. Gazetteer(directory, "names").Select(static row => (row.GetProperty("country").GetString()!, row.GetProperty("kind").GetString()!, row.GetProperty("text").GetString()!.Trim(), row.GetProperty("romanized").GetString()!.Trim()))
            .Where(static person => person.Item3.Length > 0)];

    /// <summary>Addresses of the United States, with no more than a few of one place.</summary>
    public static List<string> UsAddresses(string directory)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var kept = new List<string>();
        foreach (var row in Gazetteer(directory, "usaddress"))
        {
            var text = row.GetProperty("text").GetString()!.Trim();
            var spans = row.GetProperty("spans").EnumerateArray().ToList();
            var types = spans.Select(static span => span.GetProperty("type").GetString()).ToHashSet();
            var place = string.Join(' ', spans.Where(static span => span.GetProperty("type").GetString() == "PlaceName").Select(span => Part(text, span)));
            var count = seen[place] = seen.GetValueOrDefault(place) + 1;
            if (count <= 80 && types.Contains("AddressNumber") && types.Contains("StreetName") && !types.Contains("NotAddress") && !types.Contains("Recipient"))
            {
                kept.Add(text);
            }
        }

        return kept;
    }

    /// <summary>The names of places in those addresses.</summary>
    public static IEnumerable<string> UsPlaces(string directory) =>
        Gazetteer(directory, "usaddress").Select(static row =>
        {
            var text = row.GetProperty("text").GetString()!.Trim();
            return string.Join(' ', row.GetProperty("spans").EnumerateArray().Where(static span => span.GetProperty("type").GetString() == "PlaceName").Select(span => Part(text, span).Trim(',', '.')));
        }).Where(static place => place.Length > 3).Distinct(StringComparer.OrdinalIgnoreCase);

    private static string Part(string text, JsonElement span) =>
        text[Utf16(text, span.GetProperty("start").GetInt32())..Math.Min(text.Length, Utf16(text, span.GetProperty("end").GetInt32()))];

    private static IEnumerable<JsonElement> Gazetteer(string directory, string source) =>
        Rows(Path.Combine(directory, "gazetteer.jsonl.gz")).Where(row => row.GetProperty("source").GetString() == source);

    private static IEnumerable<JsonElement> Rows(string file)
    {
        using var stream = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            yield return JsonDocument.Parse(line).RootElement;
        }
    }

    // Offsets in the data count code points.
    private static int Utf16(string text, int codePoints)
    {
        var at = 0;
        for (var i = 0; i < codePoints && at < text.Length; i++)
        {
            at += char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) ? 2 : 1;
        }

        return at;
    }
}
