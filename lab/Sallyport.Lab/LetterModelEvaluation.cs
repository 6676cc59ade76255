using Sallyport.Text;
using Sallyport.Text.Views;

namespace Sallyport.Lab;

/// <summary>How many rows get a deobfuscated reading: of plain benign text, which should get none, and of each encoding.</summary>
internal static class LetterModelEvaluation
{
    public static void Run(string directory, TextWriter output)
    {
        var rows = new SortedDictionary<string, (int All, int Read)>(StringComparer.Ordinal);
        foreach (var row in DataRow.Read(Path.Combine(directory, "injection.jsonl.gz")))
        {
            if (row.Label != "benign" && row.Source != "encoded")
            {
                continue;
            }

            using var reader = new DeobfuscatedReader();
            reader.Advance(new TextWindow(row.Text, 0, isComplete: true));
            var name = row.Encoding is null ? "plain " + row.Source : "encoded " + row.Encoding;
            var (all, read) = rows.GetValueOrDefault(name);
            rows[name] = (all + 1, read + (reader.Window.Text.IsEmpty ? 0 : 1));
        }

        foreach (var (name, (all, read)) in rows)
        {
            output.WriteLine($"{name}: {read} of {all} ({100.0 * read / all:0.00} %)");
        }
    }
}
