using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;
using Sallyport.Storage.Retrieval;

namespace Sallyport.Storage;

/// <summary>An opened database whose schema is this version's. Safe for concurrent use, by several processes too.</summary>
public sealed class Database : IAsyncDisposable
{
    /// <summary>The embedded database's file name in the data folder.</summary>
    public const string FileName = "sallyport.db";

    private const string VersionTable = "schema_version";
    private const string VaultVersionTable = "vault_schema_version";

    static Database() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    private Database(DatabaseEngine engine, DbDataSource source, string? file)
    {
        Engine = engine;
        Source = source;
        File = file;
        Vaults = new VaultFiles(this);
    }

    /// <summary>Which database this is.</summary>
    public DatabaseEngine Engine { get; }

    /// <summary>The embedded database's file; null for PostgreSQL.</summary>
    public string? File { get; }

    /// <summary>Opens connections with all settings in place.</summary>
    internal DbDataSource Source { get; }

    /// <summary>Where tenants' files and vector stores are: a file each beside this one, or with PostgreSQL this database itself.</summary>
    internal VaultFiles Vaults { get; }

    /// <summary>Opens the embedded database, creating folder (0700) and file (0600) as needed, and migrates it.</summary>
    /// <exception cref="DatabaseException">The file is of a newer version, or no database, or cannot be opened.</exception>
    public static async Task<Database> OpenSqliteAsync(string dataFolder, CancellationToken cancellationToken)
    {
        var file = Path.Combine(Path.GetFullPath(dataFolder), FileName);
        try
        {
            DataFolder.CreateFile(file);
            return await MigratedAsync(new Database(DatabaseEngine.Sqlite, new SqliteDataSource(file), file), Migration.All, VersionTable, cancellationToken);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new DatabaseException($"The database '{file}' cannot be opened: {e.Message}", e);
        }
    }

    /// <summary>Opens a PostgreSQL database, which must exist, and migrates it.</summary>
    /// <param name="connectionString">As Npgsql reads it. It holds a password: keep it out of the command line.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DatabaseException">It cannot be reached, or is of a newer version. The message names the server, never the password.</exception>
    public static async Task<Database> OpenPostgresAsync(string connectionString, CancellationToken cancellationToken)
    {
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "sallyport", IncludeErrorDetail = false };
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            // The cause would repeat parts of the string.
            throw new DatabaseException("The PostgreSQL connection string cannot be read. It looks like: Host=...;Database=...;Username=...;Password=...");
        }

        try
        {
            var database = await MigratedAsync(new Database(DatabaseEngine.Postgres, NpgsqlDataSource.Create(settings), file: null), Migration.All, VersionTable, cancellationToken);
            return await MigratedAsync(database, Migration.Vault, VaultVersionTable, cancellationToken);
        }
        catch (NpgsqlException e)
        {
            throw new DatabaseException($"The PostgreSQL database '{settings.Database}' at {settings.Host}:{settings.Port} cannot be opened: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Vaults.DisposeAsync();
        await Source.DisposeAsync();
    }

    /// <summary>Opens a tenant's vault file, creating it (0600) as needed, and migrates it.</summary>
    /// <exception cref="DatabaseException">The file is of a newer version, or no database, or cannot be opened.</exception>
    internal static async Task<Database> OpenVaultAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            DataFolder.CreateFile(file);
            return await MigratedAsync(new Database(DatabaseEngine.Sqlite, new SqliteDataSource(file), file), Migration.Vault, VaultVersionTable, cancellationToken);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new DatabaseException($"The vault '{file}' cannot be opened: {e.Message}", e);
        }
    }

    /// <summary>Reads outside a transaction: each statement sees what was committed before it.</summary>
    internal async Task<T> ReadAsync<T>(Func<DatabaseSession, Task<T>> read, CancellationToken cancellationToken)
    {
        await using var connection = await Source.OpenConnectionAsync(cancellationToken);
        return await read(new DatabaseSession(connection, null, cancellationToken));
    }

    /// <summary>Writes in one transaction, which is durable when the task completes and rolled back when <paramref name="write"/> throws.</summary>
    internal async Task<T> WriteAsync<T>(Func<DatabaseSession, Task<T>> write, CancellationToken cancellationToken)
    {
        await using var connection = await Source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var result = await write(new DatabaseSession(connection, transaction, cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    /// <summary>As <see cref="WriteAsync"/>, but a result of false rolls back.</summary>
    internal async Task<bool> TryWriteAsync(Func<DatabaseSession, Task<bool>> write, CancellationToken cancellationToken)
    {
        await using var connection = await Source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var done = await write(new DatabaseSession(connection, transaction, cancellationToken));
        if (done)
        {
            await transaction.CommitAsync(cancellationToken);
        }

        return done;
    }

    private static async Task<Database> MigratedAsync(Database database, IReadOnlyList<Migration> steps, string versions, CancellationToken cancellationToken)
    {
        try
        {
            await Schema.MigrateAsync(database, steps, versions, cancellationToken);
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }
}
