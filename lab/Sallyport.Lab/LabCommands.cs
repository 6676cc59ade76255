namespace Sallyport.Lab;

/// <summary>The lab's command line.</summary>
internal static class LabCommands
{
    private const string Usage = """
        usage: train letter-model --data DIR [--out FILE]
               evaluate letter-model --data DIR
        DIR holds injection.jsonl.gz (docs/models/letter-model.md says what is read from it).
        """;

    public static int Run(string[] args, TextWriter output, TextWriter error)
    {
        var data = Option(args, "--data");
        if (args is not [_, "letter-model", ..] || data is null)
        {
            error.WriteLine(Usage);
            return 2;
        }

        switch (args[0])
        {
            case "train":
                var file = Option(args, "--out") ?? LetterModelTraining.DefaultFile;
                var model = LetterModelTraining.Train(data, output);
                File.WriteAllBytes(file, model);
                output.WriteLine($"{file}: {model.Length} bytes");
                return 0;
            case "evaluate":
                LetterModelEvaluation.Run(data, output);
                return 0;
            default:
                error.WriteLine(Usage);
                return 2;
        }
    }

    private static string? Option(string[] args, string name)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
    }
}
