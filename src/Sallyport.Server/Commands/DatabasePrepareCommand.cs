using System.CommandLine;
using Sallyport.Server.Settings;
using Sallyport.Storage;

namespace Sallyport.Server.Commands;

/// <summary><c>database prepare --role NAME</c>: for operators whose servers must not hold the connection string of the tables' owner.</summary>
internal static class DatabasePrepareCommand
{
    public static Command Create()
    {
        var command = new Command("prepare", "Migrate a PostgreSQL database as its owner, and let a role of your own work on it that owns nothing. Servers then get that role's connection string.");
        var role = new Option<string>("--role") { HelpName = "ROLE", Description = "The role. It exists, may log in, and is neither a superuser nor exempt from row-level security.", Required = true };
        var vectors = new Option<bool>("--vectors") { Description = "Prepare it for servers with 'vectors: database' too; that needs pgvector." };
        var common = new CommonOptions();
        command.Add(role);
        command.Add(vectors);
        common.AddLocationTo(command);
        command.SetAction((parse, cancellationToken) => CommandFailure.CatchAsync(async () =>
        {
            var settings = common.Read(parse);
            if (settings.Database is null)
            {
                throw new SettingsException(["There is no PostgreSQL database to prepare: set SALLYPORT_DATABASE to the connection string of the role that owns the tables, or is to own them."]);
            }

            await using var database = await Database.OpenPostgresAsync(settings.Database, parse.GetValue(vectors), cancellationToken);
            await Installation.PrepareAsync(database, settings.MasterKey, parse.GetRequiredValue(role), cancellationToken);
            Console.WriteLine($"Prepared. Start servers with the connection string of '{parse.GetRequiredValue(role)}' and the same master key.");
            return 0;
        }));
        return command;
    }
}
