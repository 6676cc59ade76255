using System.CommandLine;
using Sallyport.Storage.Backups;

namespace Sallyport.Server.Commands;

/// <summary><c>backup FOLDER</c>.</summary>
internal static class BackupCommand
{
    public static Command Create()
    {
        var command = new Command("backup", "Copy the running installation's database and vaults into a new folder. The master key is not in it.");
        var folder = new Argument<string>("FOLDER") { Description = "A folder that does not exist yet." };
        var common = new CommonOptions();
        command.Add(folder);
        common.AddLocationTo(command);
        command.SetAction((parse, cancellationToken) => CommandFailure.CatchAsync(async () =>
        {
            await using var installation = await common.OpenAsync(parse, cancellationToken);
            await Backup.WriteAsync(installation.Database, parse.GetRequiredValue(folder), TimeProvider.System, cancellationToken);
            Console.WriteLine("Backed up. Keep the master key's file elsewhere: without it the backup opens nothing.");
            return 0;
        }));
        return command;
    }
}
