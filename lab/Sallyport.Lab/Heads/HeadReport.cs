using System.Globalization;
using Sallyport.Detection.Models;
using Sallyport.Lab.Measures;

namespace Sallyport.Lab.Heads;

/// <summary>Writes what held-out judging told, as Markdown: pooled, and by any property of the texts.</summary>
internal static class HeadReport
{
    /// <param name="task">The head's task.</param>
    /// <param name="judged">What was judged.</param>
    /// <param name="output">Where the tables go.</param>
    /// <param name="second">What is to be said of its second stage; null where what was judged went without.</param>
    public static void Write(HeadTask task, IReadOnlyList<Judged> judged, TextWriter output, string? second = null)
    {
        var positives = judged.Where(j => j.Example.IsPositive).ToList();
        var negatives = judged.Where(j => !j.Example.IsPositive).ToList();
        var pooled = new Ranking(positives.Select(j => j.Score), negatives.Select(j => j.Score));
        var calibration = new Calibration(PriorCalibration.Fit(judged, task.Prior));
        var atOne = pooled.ThresholdAt(0.01);
        Line(output, $"## {task.Name}{(second is null ? "" : " with its second stage")}: on sources held out");
        Line(output, $"");
        Line(output, $"Made by `dotnet run -c Release --project lab/Sallyport.Lab -- {(second is null ? $"evaluate {task.Name}" : $"train second {task.Name}")} --data DIR`.");
        Line(output, $"");
        Line(output, $"{positives.Count} positive and {negatives.Count} negative texts. AUROC {pooled.Auroc:0.000}; recall {pooled.RecallFrom(pooled.ThresholdAt(0.001)):0.0 %} at 0.1 %, {pooled.RecallFrom(atOne):0.0 %} at 1 %, {pooled.RecallFrom(pooled.ThresholdAt(0.04)):0.0 %} at 4 % false alarms.");
        if (second is not null)
        {
            Line(output, $"{second}");
        }

        var told = PriorCalibration.Weigh(judged, task.Prior).Select(w => (calibration.Of(w.Score), w.IsPositive, w.Weight));
        Line(output, $"Calibration error, each source alike, at a prior of {task.Prior:0.0 %}: {PriorCalibration.Error(told):0.0000}.");
        Line(output, $"");
        By(output, "source", judged, pooled, j => j.Example.Source);
        By(output, "kind", judged, pooled, j => j.Example.Kind);
        By(output, "language", judged, pooled, j => j.Example.Language);
        By(output, "length", judged, pooled, j => j.Example.Text.Length switch { < 50 => "under 50", < 200 => "50 to 199", < 1_000 => "200 to 999", _ => "1,000 and more" });
    }

    private static void By(TextWriter output, string name, IReadOnlyList<Judged> judged, Ranking pooled, Func<Judged, string> key)
    {
        var atOne = pooled.ThresholdAt(0.01);
        var negatives = judged.Where(j => !j.Example.IsPositive).Select(j => j.Score).ToArray();
        Line(output, $"| {name} | positive | AUROC against all negative | against its own | caught at 1 % | negative | false alarms |");
        Line(output, $"| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var group in judged.GroupBy(key).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var scores = group.Where(j => j.Example.IsPositive).Select(j => j.Score).ToArray();
            var own = new Ranking(scores, group.Where(j => !j.Example.IsPositive).Select(j => j.Score));
            var auroc = scores.Length == 0 ? "" : new Ranking(scores, negatives).Auroc.ToString("0.000", CultureInfo.InvariantCulture);
            var within = scores.Length == 0 || scores.Length == group.Count() ? "" : own.Auroc.ToString("0.000", CultureInfo.InvariantCulture);
            Line(output, $"| {group.Key} | {scores.Length} | {auroc} | {within} | {Share(own.RecallFrom(atOne))} | {group.Count() - scores.Length} | {Share(own.FalseAlarmsFrom(atOne))} |");
        }

        Line(output, $"");
    }

    private static string Share(double share) => double.IsNaN(share) ? "" : share.ToString("0.0 %", CultureInfo.InvariantCulture);

    private static void Line(TextWriter output, FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
