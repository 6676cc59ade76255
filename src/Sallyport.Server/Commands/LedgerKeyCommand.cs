using System.CommandLine;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Commands;

/// <summary><c>ledger key</c>: the public key, to be made known where auditors will look for it.</summary>
internal static class LedgerKeyCommand
{
    public static Command Create()
    {
        var command = new Command("key", "Print the public key that verifies this installation's ledgers. Make it known outside, before anybody doubts.");
        var common = new CommonOptions();
        common.AddTo(command);
        command.SetAction((parse, cancellationToken) => CommandFailure.CatchAsync(async () =>
        {
            await using var installation = await common.OpenAsync(parse, cancellationToken);
            var key = installation.SigningKey.VerifierKey;
            if (common.IsJson(parse))
            {
                Printing.Json(new JsonObject { ["public_key"] = key });
            }
            else
            {
                Console.WriteLine(key);
            }

            return 0;
        }));
        return command;
    }
}
