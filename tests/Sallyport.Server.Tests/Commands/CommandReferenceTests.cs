using System.CommandLine;
using System.CommandLine.Help;
using System.Runtime.CompilerServices;
using Sallyport.Server.Commands;
using Sallyport.Server.Settings;
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

    [Fact]
    public void Options_ThatTakeAValue_TellWhatHoldsWithoutThem()
    {
        var options = All(CommandTree.Create()).SelectMany(static command => command.Options)
            .Where(static option => option is not HelpOption && option.ValueType != typeof(bool) && !option.Required);

        Assert.All(options, static option => Assert.Contains("default: ", option.Description, StringComparison.Ordinal));
    }

    [Fact]
    public void Settings_ReadFromTheDefaultsThatAreTold_AreWhatNoSettingsGive()
    {
        var told = Setting.All.Where(static setting => setting.Name is "listen" or "admin" or "policy" or "checkpoint-seconds" or "drain-seconds")
            .ToDictionary(static setting => setting.Name, static setting => new[] { setting.Default });

        var (stated, silent) = (Read(told), Read([]));

        Assert.Equal(5, told.Count);
        Assert.Equal(
            (silent.Gateway.Listen, silent.Gateway.Admin, silent.Policy.Digest, silent.CheckpointInterval, silent.Gateway.Drain),
            (stated.Gateway.Listen, stated.Gateway.Admin, stated.Policy.Digest, stated.CheckpointInterval, stated.Gateway.Drain));
    }

    private static ServeSettings Read(Dictionary<string, string[]> commandLine) =>
        ServeSettings.Read(new SettingsSources(commandLine, static _ => null, new Dictionary<string, SettingValues>()));

    private static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Append(command).Where(static candidate => candidate.Name != "sallyport");

    private static string Page([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/reference/cli.md"));
}
