using System.CommandLine;
using Microsoft.Win32.SafeHandles;
using Sallyport.Documents.Contained;

namespace Sallyport.Server.Commands;

/// <summary><c>read-document</c>: the process that the server starts for an uploaded document. Not listed: it is no command for people.</summary>
internal static class ReadDocumentCommand
{
    private const int StandardInput = 0;
    private const int StandardOutput = 1;

    public const string Name = "read-document";

    public static Command Create()
    {
        var format = new Argument<string>("format") { Description = "The document's format." };
        var command = new Command(Name, "Read a document from standard input and write its passages as lines of JSON.") { format };
        command.Hidden = true;
        command.SetAction(async (parse, _) =>
        {
            // Not the console's streams, which look for a terminal when they are first used: a confined process can't.
            await using var input = new FileStream(new SafeFileHandle(StandardInput, ownsHandle: false), FileAccess.Read, bufferSize: 0);
            await using var output = new FileStream(new SafeFileHandle(StandardOutput, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            return await ContainedParser.RunAsync(parse.GetRequiredValue(format), input, output);
        });
        return command;
    }
}
