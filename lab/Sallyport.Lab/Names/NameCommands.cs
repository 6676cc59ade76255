using System.Globalization;
using Sallyport.Detection.Names;

namespace Sallyport.Lab.Names;

/// <summary><c>train names</c> and <c>evaluate names</c>.</summary>
internal static class NameCommands
{
    private const int Epochs = 5;
    private const string Head = "| source | kind | marked | strict F1 | precision | recall | overlap F1 |\n| --- | --- | --- | --- | --- | --- | --- |";

    /// <summary>Trains, calibrated on sources held out in turn, and writes the model.</summary>
    public static void Train(string directory, string file, double share, TextWriter output)
    {
        var training = new NameTraining(directory, share, output);
        output.WriteLine(Head);
        var calibration = training.HoldOut(NameTraining.Sources, Epochs, output);
        var model = training.Train(heldOut: null, Epochs, calibration).Write();
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        File.WriteAllBytes(file, model);
        output.WriteLine($"{file}: {model.Length} bytes");
    }

    /// <summary>Holds sources out in turn and prints the table; or judges a model on a sample of own-written texts.</summary>
    public static void Evaluate(string directory, string? only, string? sample, string file, double share, TextWriter output)
    {
        if (sample is not null)
        {
            output.WriteLine(Head);
            Judge(sample, NameModel.Read(File.ReadAllBytes(file)), output);
            return;
        }

        var training = new NameTraining(directory, share, output);
        output.WriteLine(Head);
        training.HoldOut(only is null ? NameTraining.Sources : only.Split(','), Epochs, output);
    }

    private static void Judge(string sample, NameModel model, TextWriter output)
    {
        var tagger = new NameTagger(model);
        var all = new NameScores();
        var languages = new SortedDictionary<string, NameScores>(StringComparer.Ordinal);
        foreach (var text in NameSample.Read(sample))
        {
            var found = NameReading.Of(tagger, text.Text).Where(name => model.Calibrate(name.Kind, name.Probability) >= NameDetector.LeastScore).ToList();
            var spans = found.ConvertAll(static name => (name.Kind, name.Span));
            all.Add(text.Names, spans);
            if (!languages.TryGetValue(text.Language, out var scores))
            {
                languages.Add(text.Language, scores = new());
            }

            scores.Add(text.Names, spans);
            var missed = text.Names.Where(name => !spans.Any(other => other.Kind == name.Kind && NameScores.Overlap(other.Span, name.Span))).Select(name => $"missed {NameKinds.All[name.Kind].Name} \"{text.Text[name.Span.Start..name.Span.End]}\"");
            var wrong = spans.Where(name => !text.Names.Any(other => other.Kind == name.Kind && NameScores.Overlap(other.Span, name.Span))).Select(name => $"wrong {NameKinds.All[name.Kind].Name} \"{text.Text[name.Span.Start..name.Span.End]}\"");
            foreach (var fault in missed.Concat(wrong))
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{fault} in: {text.Text.ReplaceLineEndings("\\n")}"));
            }
        }

        foreach (var (language, scores) in languages)
        {
            output.WriteLine($"{language}: overlap F1 {scores.OverlapF1.ToString("0.000", CultureInfo.InvariantCulture)}");
        }

        foreach (var line in all.Lines("sample"))
        {
            output.WriteLine(line);
        }
    }
}
