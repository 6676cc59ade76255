using System.Globalization;
using System.Text.Json;
using Sallyport.Detection.Models;
using Sallyport.Lab.Measures;

namespace Sallyport.Lab.Heads;

/// <summary>
/// Judges a trained head by a sample of texts (JSON Lines of <c>text</c>, <c>label</c>, <c>lang</c> and perhaps <c>class</c>), class by class: what part of each its presets take. What the head is for ranks against
/// the texts labelled <c>benign</c>.
/// </summary>
internal static class HeadSample
{
    /// <param name="task">The head's task.</param>
    /// <param name="head">The head.</param>
    /// <param name="file">The sample.</param>
    /// <param name="output">Where the table goes.</param>
    public static void Judge(HeadTask task, HeadModel head, string file, TextWriter output)
    {
        var calibration = new Calibration(head.Description.Calibration);
        var rows = File.ReadLines(file).Select(line => Read(line, head, calibration)).ToList();
        var innocent = rows.Where(static row => !row.IsPositive).Select(static row => row.Score).ToList();
        var sought = rows.Where(row => row.IsPositive && task.Seeks(row.Class)).ToList();
        Line(output, $"## {task.Name}: {Path.GetFileName(file)}");
        Line(output, $"");
        Line(output, $"{sought.Count} positive and {innocent.Count} innocent texts: AUROC {AurocOf(sought):0.000}; in English {new Ranking(sought.Where(static row => row.Language == "en").Select(static row => row.Score), rows.Where(static row => !row.IsPositive && row.Language == "en").Select(static row => row.Score)).Auroc:0.000}.");
        Line(output, $"");
        Line(output, $"| class | texts | AUROC against the innocent | taken at quiet | balanced | strict |");
        Line(output, $"| --- | ---: | ---: | ---: | ---: | ---: |");
        foreach (var group in rows.GroupBy(static row => row.Class).OrderBy(static g => g.Key, StringComparer.Ordinal))
        {
            var auroc = group.First().IsPositive ? AurocOf(group).ToString("0.000", CultureInfo.InvariantCulture) : "";
            Line(output, $"| {group.Key} | {group.Count()} | {auroc} | {Taken(group, "quiet")} | {Taken(group, "balanced")} | {Taken(group, "strict")} |");
        }

        Line(output, $"");

        double AurocOf(IEnumerable<Row> of) => new Ranking(of.Select(static row => row.Score), innocent).Auroc;

        string Taken(IEnumerable<Row> of, string preset) =>
            of.Average(row => row.Score >= head.Description.Presets[preset] ? 1.0 : 0).ToString("0 %", CultureInfo.InvariantCulture);
    }

    private static Row Read(string line, HeadModel head, Calibration calibration)
    {
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        return new(
            root.GetProperty("label").GetString() != "benign",
            (root.TryGetProperty("class", out var sampleClass) ? sampleClass : root.GetProperty("label")).GetString()!,
            root.GetProperty("lang").GetString()!,
            calibration.Of(HeadScores.Highest(head, FeaturedText.Of(root.GetProperty("text").GetString()!, head.Description.ReadsClauses))));
    }

    private static void Line(TextWriter output, FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private readonly record struct Row(bool IsPositive, string Class, string Language, float Score);
}
