using Microsoft.Extensions.Logging;
using Sallyport.Server.Settings;
using Sallyport.Storage;
using Sallyport.Tenancy;

namespace Sallyport.Server.Serving;

/// <summary>Opens an installation the way both the server and the commands do.</summary>
internal static class InstallationOpening
{
    /// <summary>Opens the installation of a data folder, or of a PostgreSQL database.</summary>
    /// <exception cref="DatabaseException">The database cannot be used.</exception>
    /// <exception cref="MasterKeyException">The master key cannot be used.</exception>
    public static Task<Installation> OpenAsync(InstallationSettings settings, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken) =>
        OpenAsync(settings, keepsVectors: false, loggers, time, cancellationToken);

    /// <summary>As <see cref="OpenAsync(InstallationSettings, ILoggerFactory, TimeProvider, CancellationToken)"/>; PostgreSQL also readied to keep vectors.</summary>
    public static async Task<Installation> OpenAsync(InstallationSettings settings, bool keepsVectors, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken)
    {
        var source = settings.MasterKey;
        var database = settings.Database is null
            ? await Database.OpenSqliteAsync(settings.Data, cancellationToken)
            : await Database.OpenPostgresAsync(settings.Database, keepsVectors, cancellationToken);
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
