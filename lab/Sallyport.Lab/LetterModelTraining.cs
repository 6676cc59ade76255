using Sallyport.Text.Views;

namespace Sallyport.Lab;

/// <summary>
/// Counts letter pairs of benign text, language by language, and mixes the languages' joint frequencies: half English, half all others alike.
/// The same data gives the same bytes: sums run in a fixed order and probabilities are rounded to sixteenths of a nat.
/// </summary>
internal static class LetterModelTraining
{
    public const string DefaultFile = "src/Sallyport/Text/Views/Models/letter-model-1.bin";

    private const int MinLetters = 20_000;
    private const double EnglishShare = 0.5;

    private static readonly string[] Sources = ["clinc150", "gpteacher", "gum_news", "polyai", "prompts_chat_ui", "xquad"];

    public static byte[] Train(string directory, TextWriter output)
    {
        var counts = new SortedDictionary<string, long[]>(StringComparer.Ordinal);
        foreach (var row in DataRow.Read(Path.Combine(directory, "injection.jsonl.gz")))
        {
            if (row.Label == "benign" && Sources.Contains(row.Source) && IsLatin(row.Text))
            {
                if (!counts.TryGetValue(row.Language, out var table))
                {
                    counts.Add(row.Language, table = new long[LetterModel.Symbols * LetterModel.Symbols]);
                }

                Count(row.Text, table);
            }
        }

        var kept = counts.Where(c => c.Value.Sum() >= MinLetters && c.Key != "und").ToList();
        foreach (var (language, table) in kept)
        {
            output.WriteLine($"{language}: {table.Sum()} pairs");
        }

        return LetterModel.Write(Mix(kept));
    }

    private static bool IsLatin(string text)
    {
        var letters = text.Count(char.IsLetter);
        var latin = text.Count(c => LetterModel.SymbolOf(c) != 0);
        return letters > 0 && latin >= letters * 0.9;
    }

    private static void Count(string text, long[] table)
    {
        var previous = 0;
        foreach (var c in text)
        {
            var symbol = LetterModel.SymbolOf(c);
            if (previous != 0 || symbol != 0)
            {
                table[(previous * LetterModel.Symbols) + symbol]++;
            }

            previous = symbol;
        }
    }

    private static double[] Mix(List<KeyValuePair<string, long[]>> languages)
    {
        var joint = new double[LetterModel.Symbols * LetterModel.Symbols];
        foreach (var (language, table) in languages)
        {
            var weight = language == "en" ? EnglishShare : (1 - EnglishShare) / (languages.Count - 1);
            var total = (double)table.Sum();
            for (var i = 0; i < joint.Length; i++)
            {
                // One pair in a million of each kind: what was not seen is unlikely, not impossible.
                joint[i] += weight * ((table[i] / total) + 1e-6);
            }
        }

        var costs = new double[joint.Length];
        for (var first = 0; first < LetterModel.Symbols; first++)
        {
            var row = joint.AsSpan(first * LetterModel.Symbols, LetterModel.Symbols);
            var sum = 0.0;
            foreach (var value in row)
            {
                sum += value;
            }

            for (var second = 0; second < LetterModel.Symbols; second++)
            {
                costs[(first * LetterModel.Symbols) + second] = -Math.Log(row[second] / sum);
            }
        }

        return costs;
    }
}
