using System.Globalization;
using Sallyport.Lab.Measures;

namespace Sallyport.Lab.Heads;

/// <summary>The texts that a head gets most wrong, source by source: what to look at before widening the data.</summary>
internal static class HeadErrors
{
    private const int PerSource = 25;
    private const int Shown = 300;

    public static IEnumerable<string> Lines(IReadOnlyList<Judged> judged) =>
        judged.GroupBy(j => (j.Example.Source, j.Example.IsPositive))
            .OrderBy(g => g.Key.IsPositive).ThenBy(g => g.Key.Source, StringComparer.Ordinal)
            .SelectMany(g => g.OrderBy(j => j.Example.IsPositive ? j.Score : -j.Score).Take(PerSource))
            .Select(j => string.Create(
                CultureInfo.InvariantCulture,
                $"{(j.Example.IsPositive ? "missed" : "false alarm")}\t{j.Example.Source}\t{j.Score:0.00}\t{j.Example.Text[..Math.Min(Shown, j.Example.Text.Length)].ReplaceLineEndings(" ")}"));
}
