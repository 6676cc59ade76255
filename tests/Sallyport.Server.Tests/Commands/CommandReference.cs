using System.CommandLine;
using System.CommandLine.Help;
using System.Text;
using Sallyport.Server.Settings;

namespace Sallyport.Server.Tests.Commands;

/// <summary>Writes docs/reference/cli.md from the commands themselves.</summary>
internal static class CommandReference
{
    private const string Head = """
        # Commands and settings

        Written from the commands by a test, which fails where the two differ; `SALLYPORT_UPDATE_DOCS=1` writes it anew. `sallyport COMMAND --help` tells the same.

        | exit code | when |
        | --- | --- |
        | 0 | All went well. |
        | 1 | It did not work: the installation has no such tenant, key or exchange, the database is not there, a file would be overwritten. Or what was looked for was found: a failed case, an altered ledger. |
        | 2 | What was given is wrong: arguments, settings, a file that is missing, can't be read or has mistakes. Nothing was changed. |

        Results go to standard output, messages to standard error. Commands work beside a running
        server, which knows what they changed within a second; each act of administration stands in the tenant's ledger when the command ends.

        ## Settings

        Each setting of `serve` has one name in three places: an option, an environment variable, a name in the settings file. The command line goes before the
        environment, which goes before the file; a list comes whole from the first that has it. The commands that open an installation read `data`, `master-key-file`,
        `master-key-command` and `database` in the same way. Secrets are no options, since every process can read command lines; in the file they lie as safe as the file does.

        The settings file is a JSON object (`--config FILE` or `SALLYPORT_CONFIG`); comments and a last comma are allowed. A name that is no setting, a name given twice
        and a value of another type are told with their lines. Whatever is wrong, in the file, in a variable, on the command line or in the policy, is told
        at once, each mistake with its place, and the server does not start.

        ```json
        {
          "listen": "https://0.0.0.0:8443",
          "certificate": "/etc/sallyport/tls.pem",
          "hosts": ["gateway.example.com"],
          "upstream": ["openai=https://api.openai.com,openai,key-env=OPENAI_KEY"],
          "drain-seconds": 60
        }
        ```


        """;

    public static string Write(Command root)
    {
        var page = new StringBuilder(Head);
        page.Append("| option | variable | default | what it does |\n| --- | --- | --- | --- |\n");
        foreach (var setting in Setting.All)
        {
            var option = setting.IsSecret ? "none: a secret" : $"`--{setting.Name} {setting.Value}`";
            page.Append(null, $"| {Cell(option)} | `{setting.Variable}` | {Cell(setting.Default)} | {Cell(setting.Help)}{(setting.IsList ? " Parted by `;` in the variable, an array in the file." : "")} |\n");
        }

        page.Append("\n## Commands\n");
        foreach (var command in root.Subcommands.Where(static command => !command.Hidden))
        {
            WriteCommand(page, command, "sallyport");
        }

        return page.ToString();
    }

    private static void WriteCommand(StringBuilder page, Command command, string parent)
    {
        var path = $"{parent} {command.Name}";
        if (command.Subcommands.Count > 0)
        {
            foreach (var next in command.Subcommands)
            {
                WriteCommand(page, next, path);
            }

            return;
        }

        var usage = string.Concat(command.Arguments.Select(static argument => argument.Arity.MinimumNumberOfValues == 0 ? $" [{argument.Name}]" : $" {argument.Name}"));
        page.Append(null, $"\n### `{path}{usage}`\n\n{command.Description}\n");
        var settings = Setting.All.Select(static setting => "--" + setting.Name).Append("--config").ToHashSet(StringComparer.Ordinal);
        var options = command.Options.Where(option => option is not HelpOption && !settings.Contains(option.Name)).ToArray();
        if (command.Arguments.Count + options.Length > 0)
        {
            page.Append("\n| | |\n| --- | --- |\n");
        }

        foreach (var argument in command.Arguments)
        {
            page.Append(null, $"| `{argument.Name}` | {Cell(argument.Description)} |\n");
        }

        foreach (var option in options)
        {
            var value = option.ValueType == typeof(bool) ? "" : " " + (option.HelpName ?? "VALUE");
            page.Append(null, $"| `{Cell(option.Name + value)}` | {Cell(option.Description)}{(option.Required ? " Required." : "")} |\n");
        }

        var taken = command.Options.Where(option => settings.Contains(option.Name)).Select(static option => $"`{option.Name}`").ToArray();
        if (taken.Length > 0)
        {
            page.Append(null, $"\nSettings: {(taken.Length == settings.Count - Setting.All.Count(static setting => setting.IsSecret) ? "all" : string.Join(", ", taken))}.\n");
        }
    }

    private static string Cell(string? text) => (text ?? throw new InvalidOperationException("An argument or option has no description.")).Replace("|", "\\|", StringComparison.Ordinal);
}
