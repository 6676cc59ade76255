using System.CommandLine;
using Sallyport.Storage.Backups;

namespace Sallyport.Server.Commands;

/// <summary><c>restore FOLDER</c>: never over an existing database.</summary>
internal static class RestoreCommand
{
    public static Command Create()
    {
        var command = new Command("restore", "Bring a backup back into a data folder without a database. The next start opens a new epoch of every ledger.");
        var folder = new Argument<string>("FOLDER") { Description = "What 'backup' wrote." };
        var common = new CommonOptions();
        command.Add(folder);
        common.AddTo(command);
        command.SetAction((parse, cancellationToken) => CommandFailure.CatchAsync(async () =>
        {
            await Restore.RunAsync(parse.GetRequiredValue(folder), common.Data(parse), TimeProvider.System, cancellationToken);
            Console.WriteLine($"Restored into {common.Data(parse)}.");
            return 0;
        }));
        return command;
    }
}
