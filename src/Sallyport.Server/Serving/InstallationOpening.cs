using System.Data.Common;
using Microsoft.Extensions.Logging;
using Sallyport.Server.Settings;
using Sallyport.Storage;
using Sallyport.Tenancy;

namespace Sallyport.Server.Serving;

/// <summary>Opens an installation the way both the server and the commands do.</summary>
internal static class InstallationOpening
{
    // What SQLite calls SQLITE_READONLY and SQLITE_CANTOPEN.
    private const int ReadOnly = 8;
    private const int CannotOpen = 14;

    /// <summary>Opens the installation of a data folder, or of a PostgreSQL database.</summary>
    /// <exception cref="SettingsException">The data folder cannot be used.</exception>
    /// <exception cref="DatabaseException">The database cannot be used.</exception>
    /// <exception cref="MasterKeyException">The master key cannot be used.</exception>
    public static Task<Installation> OpenAsync(InstallationSettings settings, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken) =>
        OpenAsync(settings, keepsVectors: false, loggers, time, cancellationToken);

    /// <summary>As <see cref="OpenAsync(InstallationSettings, ILoggerFactory, TimeProvider, CancellationToken)"/>; PostgreSQL also readied to keep vectors.</summary>
    public static async Task<Installation> OpenAsync(InstallationSettings settings, bool keepsVectors, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken)
    {
        var source = settings.MasterKey;
        var database = settings.Database is null
            ? await OpenEmbeddedAsync(settings.Data, cancellationToken)
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

    private static async Task<Database> OpenEmbeddedAsync(string data, CancellationToken cancellationToken)
    {
        try
        {
            return await Database.OpenSqliteAsync(data, cancellationToken);
        }
        catch (DatabaseException exception) when (exception.InnerException is IOException or UnauthorizedAccessException)
        {
            throw DataFolderFault.Of(data, exception.InnerException);
        }
        catch (DatabaseException exception) when (exception.InnerException is DbException { ErrorCode: ReadOnly or CannotOpen })
        {
            throw new DatabaseException($"{exception.Message.TrimEnd('.')}. The user '{Environment.UserName}', who runs this, has to be able to write it and its folder; --data names another.", exception);
        }
    }
}
