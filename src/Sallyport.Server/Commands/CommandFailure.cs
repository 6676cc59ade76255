using System.CommandLine;
using System.CommandLine.Parsing;
using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using Sallyport.Gateway.Hosting;
using Sallyport.Ledger;
using Sallyport.Server.Scanning;
using Sallyport.Server.Settings;
using Sallyport.Storage;
using Sallyport.Tenancy;

namespace Sallyport.Server.Commands;

/// <summary>Runs a command and turns what a user can mend into one message on standard error and an exit code.</summary>
internal static class CommandFailure
{
    /// <summary>It did not work, or what was looked for was found: a failed case, an altered ledger.</summary>
    public const int Failed = 1;

    /// <summary>What was given is wrong: arguments, settings, a file's lines.</summary>
    public const int BadInput = 2;

    public static async Task<int> CatchAsync(Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (Exception exception) when (exception is SettingsException or GatewaySettingsException or FormatException or MalformedLineException
            || exception is TenancyException { Failure: TenancyFailure.Invalid })
        {
            return await TellAsync(exception, BadInput);
        }
        catch (Exception exception) when (exception is TenancyException or DatabaseException or MasterKeyException or LedgerRolledBackException
            or LedgerForkedException
            or LedgerUnavailableException or CryptographicException or InvalidDataException or DbException or IOException or UnauthorizedAccessException)
        {
            return await TellAsync(exception, Failed);
        }
        catch (OperationCanceledException)
        {
            return Failed;
        }
    }

    /// <summary>Tells what is wrong with the command line, and what would be right.</summary>
    public static async Task<int> TellUsageAsync(ParseResult parse)
    {
        var (command, path) = (parse.CommandResult.Command, Path(parse.CommandResult));
        foreach (var error in parse.Errors)
        {
            await Console.Error.WriteLineAsync("sallyport: " + Words(error));
        }

        foreach (var next in command.Subcommands.Where(_ => command.Action is null))
        {
            await Console.Error.WriteLineAsync($"  {path} {next.Name,-10} {next.Description}");
        }

        await Console.Error.WriteLineAsync($"Help: {path} --help");
        return BadInput;
    }

    // The parser names the type that a value is no value of, which is this program's own affair.
    private static string Words(ParseError error) => error.SymbolResult switch
    {
        OptionResult { Tokens: [{ Value: var value }] } option when WantedBy(option.Option.ValueType) is { } wanted => $"{option.Option.Name} takes {wanted}, not '{value}'.",
        ArgumentResult { Tokens: [{ Value: var value }], Parent: OptionResult option } when WantedBy(option.Option.ValueType) is { } wanted => $"{option.Option.Name} takes {wanted}, not '{value}'.",
        ArgumentResult { Tokens: [{ Value: var value }] } argument when WantedBy(argument.Argument.ValueType) is { } wanted => $"{argument.Argument.Name} is {wanted}, not '{value}'.",
        _ => error.Message,
    };

    private static string? WantedBy(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var number when number == typeof(int) => string.Create(CultureInfo.InvariantCulture, $"a whole number of at most {int.MaxValue:N0}"),
        var number when number == typeof(long) => "a whole number",
        var number when number == typeof(double) => "a number",
        _ => null,
    };

    private static string Path(CommandResult command) => command.Parent is CommandResult parent ? $"{Path(parent)} {command.Command.Name}" : command.Command.Name;

    private static async Task<int> TellAsync(Exception exception, int code)
    {
        await Console.Error.WriteLineAsync("sallyport: " + exception.Message);
        return code;
    }
}
