using System.Globalization;
using Sallyport.Detection.Models;
using Sallyport.Lab.Embedding;
using Sallyport.Lab.Findings;
using Sallyport.Lab.Heads;
using Sallyport.Lab.Names;
using Sallyport.Lab.Retrieval;
using Sallyport.Lab.Rotation;
using Sallyport.Lab.Second;
using Sallyport.Retrieval.Chunking;

namespace Sallyport.Lab;

/// <summary>The lab's command line.</summary>
internal static class LabCommands
{
    private static readonly string Usage = $"""
        usage: train letter-model --data DIR [--out FILE]
               evaluate letter-model --data DIR
               train HEAD --data DIR [--out FILE] [--report FILE]
               evaluate HEAD --data DIR [--report FILE] [--errors FILE]
               evaluate HEAD --sample FILE [--report FILE]
               train second HEAD --data DIR [--out FILE] [--report FILE]
               train names --data DIR [--out FILE] [--share SHARE]
               evaluate names --data DIR [--source SOURCE] [--sample FILE]
               evaluate pii|secrets --data DIR [--report FILE] [--errors FILE]
               embedder make --package TARBALL [--out FOLDER]
               embedder agree --package TARBALL --data DIR
               embedder speed
               embedder fit --data DIR
               rotation --data DIR [--report FILE]
               retrieval --data DIR [--embedder FOLDER] [--chunk TOKENS [--overlap TOKENS]] [--any-language] [--report FILE]
        DIR holds the data sets, which are no part of the repository (lab/README.md; the model's card in docs/models says what is read from them). Run at the repository's root.
        HEAD is one of {string.Join(", ", HeadTasks.All.Select(static task => task.Name))}.
        """;

    /// <summary>Runs a command.</summary>
    /// <returns>The exit code: 2 where what was given is wrong, such as a data set that is not there.</returns>
    public static int Run(string[] args, TextWriter output, TextWriter error)
    {
        try
        {
            return RunCommand(args, output, error);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            error.WriteLine(exception.Message);
            return 2;
        }
    }

    private static int RunCommand(string[] args, TextWriter output, TextWriter error)
    {
        var data = Option(args, "--data");
        switch (args)
        {
            case ["embedder", ..]:
                return RunEmbedder(args, data, output, error);
            case ["retrieval", ..] when data is not null:
                return RunRetrieval(args, data, output);
            case ["rotation", ..] when data is not null:
                return RunRotation(args, data, output);
        }

        if (args is ["evaluate", var judged, ..] && Option(args, "--sample") is { } sample && HeadTasks.Find(judged) is { } sampled)
        {
            using var report = Option(args, "--report") is { } path ? new StreamWriter(path) : null;
            HeadSample.Judge(sampled, HeadModel.Read(File.ReadAllBytes(FileOf(sampled)), sampled.Name), sample, report ?? output);
            return 0;
        }

        if (args is ["train", "second", var first, ..] && HeadTasks.Find(first) is { } firstTask && data is not null)
        {
            RunSecond(firstTask, data, args, output);
            return 0;
        }

        if (args is [_, "names", ..] && data is not null)
        {
            return RunNames(args, data, output);
        }

        if (args is ["evaluate", var findings, ..] && FindingCommands.Sets.Contains(findings) && data is not null)
        {
            using var report = Option(args, "--report") is { } path ? new StreamWriter(path) : null;
            using var errors = Option(args, "--errors") is { } mistakes ? new StreamWriter(mistakes) : null;
            FindingCommands.Evaluate(findings, data, report ?? output, errors);
            return 0;
        }

        if (args is not ["train" or "evaluate", var name, ..] || data is null || (name != "letter-model" && HeadTasks.Find(name) is null))
        {
            error.WriteLine(Usage);
            return 2;
        }

        var trains = args[0] == "train";
        if (HeadTasks.Find(name) is { } task)
        {
            RunHead(task, trains, data, args, output);
        }
        else if (trains)
        {
            Save(Option(args, "--out") ?? LetterModelTraining.DefaultFile, LetterModelTraining.Train(data, output), output);
        }
        else
        {
            LetterModelEvaluation.Run(data, output);
        }

        return 0;
    }

    private static void RunHead(HeadTask task, bool trains, string data, string[] args, TextWriter output)
    {
        var training = new HeadTraining(task, data, output);
        training.Read();
        var judged = training.CrossJudge();
        using var report = Option(args, "--report") is { } path ? new StreamWriter(path) : null;
        HeadReport.Write(task, judged, report ?? output);
        if (Option(args, "--errors") is { } errors)
        {
            File.WriteAllLines(errors, HeadErrors.Lines(judged));
        }

        if (trains)
        {
            Save(Option(args, "--out") ?? FileOf(task), training.Train(judged).Write(), output);
        }
    }

    private static void RunSecond(HeadTask task, string data, string[] args, TextWriter output)
    {
        var head = File.ReadAllBytes(FileOf(task));
        using var training = new SecondTraining(task, data, output);
        training.Read();
        var (judged, description) = training.CrossJudge(head);
        using var report = Option(args, "--report") is { } path ? new StreamWriter(path) : null;
        HeadReport.Write(task, judged, report ?? output, training.Tell(judged));
        var (median, slow) = training.Time();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a window takes {median:0.0} ms in the median, {slow:0.0} at the 99th percentile"));
        Save(Option(args, "--out") ?? Path.ChangeExtension(FileOf(task), ".second"), training.Train(description).Write(), output);
    }

    private static string FileOf(HeadTask task) => $"src/Sallyport/Detection/Models/Files/{task.Name}.head";

    private static void Save(string file, byte[] content, TextWriter output)
    {
        File.WriteAllBytes(file, content);
        output.WriteLine($"{file}: {content.Length} bytes");
    }

    private static int RunNames(string[] args, string data, TextWriter output)
    {
        var share = double.Parse(Option(args, "--share") ?? "1", CultureInfo.InvariantCulture);
        var file = Option(args, "--out") ?? NameTraining.DefaultFile;
        if (args[0] == "train")
        {
            NameCommands.Train(data, file, share, output);
        }
        else
        {
            NameCommands.Evaluate(data, Option(args, "--source"), Option(args, "--sample"), file, share, output);
        }

        return 0;
    }

    private static int RunEmbedder(string[] args, string? data, TextWriter output, TextWriter error)
    {
        var package = Option(args, "--package");
        switch (args)
        {
            case [_, "make", ..] when package is not null:
                EmbedderCommands.Make(package, Option(args, "--out"), output);
                return 0;
            case [_, "agree", ..] when package is not null && data is not null:
                EmbedderCommands.AgreeAsync(package, EmbedderCommands.SampleTexts(data), output).GetAwaiter().GetResult();
                return 0;
            case [_, "fit", ..] when data is not null:
                EmbedderCommands.MeasureFit(data, output);
                return 0;
            case [_, "speed", ..]:
                EmbedderCommands.MeasureSpeedAsync([1, 2], output).GetAwaiter().GetResult();
                return 0;
            default:
                error.WriteLine(Usage);
                return 2;
        }
    }

    private static int RunRetrieval(string[] args, string data, TextWriter output)
    {
        var strategy = Number(args, "--chunk") is { } tokens ? ChunkingStrategy.Static(tokens, Number(args, "--overlap") ?? 0) : ChunkingStrategy.Auto;
        using var report = Option(args, "--report") is { } path ? new StreamWriter(path) : null;
        RetrievalCommand.RunAsync(data, Option(args, "--embedder"), strategy, args.Contains("--any-language"), report ?? output).GetAwaiter().GetResult();
        return 0;
    }

    private static int RunRotation(string[] args, string data, TextWriter output)
    {
        using var report = Option(args, "--report") is { } path ? new StreamWriter(path) : null;
        RotationCommand.RunAsync(data, report ?? output).GetAwaiter().GetResult();
        return 0;
    }

    private static int? Number(string[] args, string name) => Option(args, name) is { } value ? int.Parse(value, CultureInfo.InvariantCulture) : null;

    private static string? Option(string[] args, string name)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
    }
}
