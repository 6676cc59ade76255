using System.CommandLine;
using Sallyport.Hosting;
using Sallyport.Server.Scanning;
using Sallyport.Server.Serving;
using Sallyport.Server.Settings;

namespace Sallyport.Server.Commands;

/// <summary><c>scan [FILE]</c>: texts in, findings out, a JSON line each; needs no server and no data.</summary>
internal static class ScanCommand
{
    private const string StandardStream = "-";
    private const int BufferSize = 64 * 1024;

    public static Command Create()
    {
        var command = new Command("scan", """Scan texts: lines {"id","text","origin"?} in, lines {"id","verdict","scores","findings","coverage"} out, in the same order.""");
        var file = new Argument<string?>("FILE") { Description = "JSON lines (default: standard input).", Arity = ArgumentArity.ZeroOrOne };
        var policy = new Option<string?>("--policy") { HelpName = "FILE", Description = "The policy that verdicts follow: a file, or first-run or strict (default: first-run)." };
        var to = new Option<string?>("--out") { HelpName = "FILE", Description = "The file to write (default: standard output)." };
        command.Add(file);
        command.Add(policy);
        command.Add(to);
        command.SetAction((parse, cancellationToken) => CommandFailure.CatchAsync(async () =>
        {
            var scan = new TextScan(PolicyFile.Operators(parse.GetValue(policy)), ServedDetectors.All, TimeProvider.System);
            var from = parse.GetValue(file) ?? StandardStream;
            await using var input = from == StandardStream ? Console.OpenStandardInput() : GivenFile.Open("The file", from);
            await using var output = new BufferedStream(
                (parse.GetValue(to) ?? StandardStream) is var path && path == StandardStream ? Console.OpenStandardOutput() : GivenFile.Create("The file", path), BufferSize);
            var progress = Console.IsErrorRedirected ? null : new LineProgress(Console.Error, "scanned", input.CanSeek ? input.Length : null, TimeProvider.System);
            await new LineRun((line, number) => Scan(scan, line, number), progress).RunAsync(input, output, cancellationToken);
            return 0;
        }));
        return command;
    }

    private static byte[] Scan(TextScan scan, byte[] bytes, long number)
    {
        var line = ScanLine.Read(bytes, number);
        return line.Id.Length > 0 ? ScanJson.Of(line.Id, scan.Scan(line.Text, line.Origin)) : throw new MalformedLineException(number, "There is no \"id\" that is a string or a number.");
    }
}
