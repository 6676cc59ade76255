using System.CommandLine;
using Sallyport.Server.Serving;
using Sallyport.Server.Settings;
using Sallyport.Storage.Backups;

namespace Sallyport.Server.Commands;

/// <summary><c>restore FOLDER</c>: never over an existing database. <c>--mark-restored</c>: for one that other means brought back.</summary>
internal static class RestoreCommand
{
    public static Command Create()
    {
        var command = new Command("restore", "Bring a backup back into a data folder without a database. The next start opens a new epoch of every ledger.");
        var folder = new Argument<string>("FOLDER") { Description = "What 'backup' wrote; with --mark-restored, what to call the backup in the ledger." };
        var mark = new Option<bool>("--mark-restored") { Description = "Copy nothing: mark the database as restored by other means, such as pg_restore." };
        var common = new CommonOptions();
        command.Add(folder);
        command.Add(mark);
        common.AddLocationTo(command);
        command.SetAction((parse, cancellationToken) => CommandFailure.CatchAsync(async () =>
        {
            if (parse.GetValue(mark))
            {
                // A running server would go on in the ledgers' old epochs.
                await using var held = Directory.Exists(common.Read(parse).Data)
                    ? DataFolderLock.Take(common.Read(parse).Data, "Stop it first: it would go on in the ledgers' old epochs.")
                    : null;
                await using var installation = await common.OpenAsync(parse, cancellationToken);
                await Restore.MarkRestoredAsync(installation.Database, parse.GetRequiredValue(folder), TimeProvider.System, cancellationToken);
                Console.WriteLine("Marked as restored. The next start opens a new epoch of every ledger.");
                return 0;
            }

            if (parse.GetRequiredValue(folder) is var from && !Directory.Exists(from))
            {
                throw new SettingsException([$"There is no backup in '{from}': it is a folder that 'sallyport backup' wrote."]);
            }

            await Restore.RunAsync(from, common.Read(parse).Data, TimeProvider.System, cancellationToken);
            Console.WriteLine($"Restored into {common.Read(parse).Data}. Before the start, put the master key of that time in place: the backup does not hold it. What was erased since the backup is back: erase it again, as the newest exported ledger tells.");
            return 0;
        }));
        return command;
    }
}
