using System.CommandLine;
using Sallyport.Documents.Contained;

namespace Sallyport.Server.Commands;

/// <summary><c>read-document</c>: the process that the server starts for an uploaded document. Not listed: it is no command for people.</summary>
internal static class ReadDocumentCommand
{
    public const string Name = "read-document";

    public static Command Create()
    {
        var format = new Argument<string>("format") { Description = "The document's format." };
        var command = new Command(Name, "Read a document from standard input and write its passages as lines of JSON.") { format };
        command.Hidden = true;
        command.SetAction(async (parse, _) =>
        {
            await using var input = Console.OpenStandardInput();
            await using var output = Console.OpenStandardOutput();
            return await ContainedParser.RunAsync(parse.GetRequiredValue(format), input, output);
        });
        return command;
    }
}
