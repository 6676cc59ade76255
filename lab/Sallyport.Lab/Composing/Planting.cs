using Sallyport.Text.Views;

namespace Sallyport.Lab.Composing;

/// <summary>Puts a sentence into data: into a carrier's own text, or into a container around it.</summary>
internal static class Planting
{
    private const int MostBody = 1_500;

    private static readonly string[] Joints = [", ", ", ", "; ", " and ", ": ", " - ", " ("];

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
    /// <returns>The text, and where in it the sentence begins and how long it is.</returns>
    public static (string Text, int Start, int Length) Into(string before, string plant, string after, SeededRandom random)
    {
        var gap = before.Contains('\n', StringComparison.Ordinal) || random.Chance(0.3) ? "\n" : " ";
        var start = before.TrimEnd() is { Length: > 0 } head ? head + gap : "";
        var end = after.TrimStart() is { Length: > 0 } tail ? gap + tail : "";
        return (start + plant + end, start.Length, plant.Length);
    }

    /// <summary>The sentence joined to what stands before and after it, as one longer sentence.</summary>
    /// <returns>The text, and where in it the sentence begins and how long it is.</returns>
    public static (string Text, int Start, int Length) Join(string before, string plant, string after, SeededRandom random)
    {
        var by = random.Pick(Joints);
        var start = before.Length == 0 ? "" : Open(before) + by;
        var joined = Lower(Open(plant));
        return (start + joined + (after.Length == 0 ? "" : by + Lower(after)), start.Length, joined.Length);

        static string Open(string text) => text.Trim().TrimEnd('.', '!', '?', '\u3002', ' ');
        static string Lower(string text) => text.Length == 0 ? text : char.ToLowerInvariant(text[0]) + text[1..];
    }

    /// <summary>The parts and the sentence in a drawn container.</summary>
    /// <returns>The text, and where in it the sentence begins and how long it is.</returns>
    public static (string Text, int Start, int Length) Contain(string before, string plant, string after, SeededRandom random)
    {
        var container = Grammars.Containers.Compose("container", random);
        var isJson = container[0] is '{' or '[';
        var parts = container.Split("%PLANT%", 2);
        var (start, written, end) = (Surround(parts[0]), Fit(plant.Trim(), isJson), Surround(parts[1]));
        return (start + written + end, start.Length, written.Length);

        string Surround(string part) => part
            .Replace("%BEFORE%", Fit(before.Trim(), isJson), StringComparison.Ordinal)
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
