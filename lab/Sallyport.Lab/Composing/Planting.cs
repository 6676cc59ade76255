using Sallyport.Text.Views;

namespace Sallyport.Lab.Composing;

/// <summary>Puts a sentence into data: into a carrier's own text, or into a container around it.</summary>
internal static class Planting
{
    private const int MostBody = 1_500;

    /// <summary>Splits a carrier where a sentence could stand; long carriers give a part of themselves.</summary>
    public static (string Before, string After) Split(string carrier, SeededRandom random)
    {
        if (carrier.Length > MostBody)
        {
            var start = random.Next(carrier.Length - MostBody);
            carrier = carrier.Substring(start, MostBody);
        }

        var edges = new List<int> { 0 };
        for (var at = 0; at < carrier.Length;)
        {
            at += UnitEdges.Find(carrier.AsSpan(at), isComplete: true);
            edges.Add(at);
        }

        // The end and the start are likelier places than any one in the middle.
        var edge = random.Next(4) switch { 0 => carrier.Length, 1 => 0, _ => random.Pick(edges) };
        return (carrier[..edge], carrier[edge..]);
    }

    /// <summary>The sentence between the carrier's parts, as it would be if the carrier's author had written it.</summary>
    public static string Into(string before, string plant, string after, SeededRandom random)
    {
        var gap = before.Contains('\n', StringComparison.Ordinal) || random.Chance(0.3) ? "\n" : " ";
        return string.Join(gap, new[] { before.TrimEnd(), plant, after.TrimStart() }.Where(part => part.Length > 0));
    }

    /// <summary>The parts and the sentence in a drawn container.</summary>
    public static string Contain(string before, string plant, string after, SeededRandom random)
    {
        var container = Grammars.Containers.Compose("container", random);
        var isJson = container[0] is '{' or '[';
        return container
            .Replace("%BEFORE%", Fit(before.Trim(), isJson), StringComparison.Ordinal)
            .Replace("%PLANT%", Fit(plant.Trim(), isJson), StringComparison.Ordinal)
            .Replace("%AFTER%", Fit(after.Trim(), isJson), StringComparison.Ordinal);
    }

    private static string Fit(string text, bool isJson)
    {
        if (!isJson)
        {
            return text;
        }

        var quoted = System.Text.Json.JsonSerializer.Serialize(text, Relaxed);
        return quoted[1..^1];
    }

    private static readonly System.Text.Json.JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
