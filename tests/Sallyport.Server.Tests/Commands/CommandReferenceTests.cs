using System.CommandLine;
using System.Runtime.CompilerServices;
using Sallyport.Server.Commands;
using Xunit;

namespace Sallyport.Server.Tests.Commands;

public sealed class CommandReferenceTests
{
    [Fact]
    public void Reference_IsWhatTheCommandsSay()
    {
        var path = Page();
        var written = CommandReference.Write(CommandTree.Create());
        if (Environment.GetEnvironmentVariable("SALLYPORT_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(path, written);
        }

        Assert.True(File.ReadAllText(path) == written, $"{path} differs from the commands. Run this test with SALLYPORT_UPDATE_DOCS=1, and read the difference.");
    }

    [Fact]
    public void Descriptions_AreSentences()
    {
        var texts = All(CommandTree.Create()).SelectMany(static command => command.Options.Cast<Symbol>().Concat(command.Arguments).Append(command)).Select(static symbol => (symbol.Name, symbol.Description));

        Assert.All(texts, static text => Assert.EndsWith(".", text.Description?.TrimEnd(')', '"') ?? "", StringComparison.Ordinal));
    }

    private static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Append(command).Where(static candidate => candidate.Name != "sallyport");

    private static string Page([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/reference/cli.md"));
}
