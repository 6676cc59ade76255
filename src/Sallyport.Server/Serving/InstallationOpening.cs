using Microsoft.Extensions.Logging;
using Sallyport.Storage;
using Sallyport.Tenancy;

namespace Sallyport.Server.Serving;

/// <summary>Opens an installation the way both the server and the commands do.</summary>
internal static class InstallationOpening
{
    /// <summary>Opens the installation of a data folder, or of a PostgreSQL database.</summary>
    /// <exception cref="DatabaseException">The database cannot be used.</exception>
    /// <exception cref="MasterKeyException">The master key cannot be used.</exception>
    public static async Task<Installation> OpenAsync(
        string data, string? masterKeyFile, string? connectionString, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken)
    {
        data = Path.GetFullPath(data);
        var source = new MasterKeyFile(masterKeyFile ?? MasterKeyFile.DefaultLocation(data), data);
        var database = connectionString is null
            ? await Database.OpenSqliteAsync(data, cancellationToken)
            : await Database.OpenPostgresAsync(connectionString, cancellationToken);
        try
        {
            return await Installation.OpenAsync(database, source, time, loggers, cancellationToken);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }
}
