using System.CommandLine;
using Sallyport.Detection;
using Sallyport.Hosting;
using Sallyport.Policy.Reading;
using Sallyport.Server.Mutating;
using Sallyport.Server.Scanning;
using Sallyport.Server.Serving;
using Sallyport.Server.Settings;

namespace Sallyport.Server.Commands;

/// <summary><c>mutate [FILE]</c>: texts written otherwise, and an attacker who adapts to the guards; needs no server and no data.</summary>
internal static class MutateCommand
{
    private const string StandardStream = "-";
    private const int BufferSize = 64 * 1024;
    private const int MostTries = 100_000;
    private const int StandardTries = 200;
    private const int StandardSeed = 1;

    public static Command Create()
    {
        var command = new Command("mutate", """
            Write texts otherwise, to see what the guards still take up: lines {"id"?,"text","origin"?,"label"?} in; out a line for each mutation,
            or with --search the text that a policy's guards are least alarmed by, or with --report a table. Lines with a label other than "attack" count as innocent.
            """.ReplaceLineEndings(" "));
        var file = new Argument<string?>("FILE") { Description = "JSON lines (default: standard input).", Arity = ArgumentArity.ZeroOrOne };
        var policy = new Option<string?>("--policy") { HelpName = "FILE", Description = "The policy whose guards count: a file, or first-run or strict (default: first-run)." };
        var names = new Option<string?>("--mutations") { HelpName = "NAMES", Description = $"Which, by comma (default: all): {string.Join(", ", Mutations.All.Select(static one => one.Name))}." };
        var search = new Option<string?>("--search") { HelpName = "HOW", Description = "Search for a text that passes: greedy (the words that weigh most first) or evolve (texts that are crossed and edited at random; default: no search)." };
        var report = new Option<bool>("--report") { Description = "Print a table (Markdown) of what is taken up in each form and after each search, in place of texts." };
        var budget = new Option<int?>("--budget") { HelpName = "N", Description = $"Texts that a search may try for each line (default: {StandardTries})." };
        var seed = new Option<int?>("--seed") { HelpName = "N", Description = $"Where the draws begin: the same seed and lines give the same texts (default: {StandardSeed})." };
        var to = new Option<string?>("--out") { HelpName = "FILE", Description = "The file to write (default: standard output)." };
        command.Add(file);
        foreach (var option in new Option[] { policy, names, search, report, budget, seed, to })
        {
            command.Add(option);
        }

        command.SetAction((parse, cancellationToken) => CommandFailure.CatchAsync(async () =>
        {
            var kind = parse.GetValue(search) is { } word ? Words<SearchKind>.TryParse(word, out var read) ? read : throw new SettingsException([$"'--search' is one of {string.Join(", ", Words<SearchKind>.All)}."]) : (SearchKind?)null;
            var tries = (parse.GetValue(budget) ?? StandardTries) is var asked && asked is > 0 and <= MostTries ? asked : throw new SettingsException([$"'--budget' is a number from 1 to {MostTries:N0}."]);
            var scan = new TextScan(PolicyFile.Operators(parse.GetValue(policy)), StandardDetectors.All, TimeProvider.System);
            var run = new MutationRun(scan, Chosen(parse.GetValue(names)), tries, parse.GetValue(seed) ?? StandardSeed);
            var isReport = parse.GetValue(report);
            Func<byte[], long, byte[]> work = isReport ? run.Count : kind is { } how ? (line, number) => run.Search(line, number, how) : run.Write;

            var from = parse.GetValue(file) ?? StandardStream;
            await using var input = from == StandardStream ? Console.OpenStandardInput() : GivenFile.Open("The file", from);
            await using var output = new BufferedStream(
                (parse.GetValue(to) ?? StandardStream) is var path && path == StandardStream ? Console.OpenStandardOutput() : GivenFile.Create("The file", path), BufferSize);
            var progress = Console.IsErrorRedirected ? null : new LineProgress(Console.Error, "mutated", input.CanSeek ? input.Length : null, TimeProvider.System);
            await new LineRun(work, progress).RunAsync(input, output, cancellationToken);
            if (isReport)
            {
                await output.WriteAsync(System.Text.Encoding.UTF8.GetBytes(run.Table.ToMarkdown(Mutations.All.Select(static one => one.Name))), cancellationToken);
            }
            else if (kind is not null)
            {
                await Console.Error.WriteAsync(run.Table.ToMarkdown([]));
            }

            return 0;
        }));
        return command;
    }

    private static IReadOnlyList<Mutation> Chosen(string? names) => names is null
        ? Mutations.All
        : [.. names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(static name =>
            Mutations.Named(name) ?? throw new SettingsException([$"There is no mutation '{name}'; there are {string.Join(", ", Mutations.All.Select(static one => one.Name))}."]))];
}
