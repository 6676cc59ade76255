using System.Data.Common;
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
    /// <summary>It did not work.</summary>
    public const int Failed = 1;

    /// <summary>What was given is wrong.</summary>
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
            or LedgerUnavailableException or DbException or IOException or UnauthorizedAccessException)
        {
            return await TellAsync(exception, Failed);
        }
        catch (OperationCanceledException)
        {
            return Failed;
        }
    }

    private static async Task<int> TellAsync(Exception exception, int code)
    {
        await Console.Error.WriteLineAsync("sallyport: " + exception.Message);
        return code;
    }
}
