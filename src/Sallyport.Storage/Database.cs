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
    private const string VectorVersionTable = "vector_schema_version";

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

    /// <summary>Whether it was readied to keep rotated vectors.</summary>
    internal bool KeepsVectors { get; private init; }

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
    public static Task<Database> OpenPostgresAsync(string connectionString, CancellationToken cancellationToken) => OpenPostgresAsync(connectionString, keepsVectors: false, cancellationToken);

    /// <summary>As <see cref="OpenPostgresAsync(string, CancellationToken)"/>.</summary>
    /// <param name="connectionString">As Npgsql reads it.</param>
    /// <param name="keepsVectors">Whether it is readied to keep rotated vectors too, for which it needs pgvector.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DatabaseException">As there; or it has no pgvector of a version that is needed.</exception>
    public static async Task<Database> OpenPostgresAsync(string connectionString, bool keepsVectors, CancellationToken cancellationToken)
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
            var database = await MigratedAsync(new Database(DatabaseEngine.Postgres, NpgsqlDataSource.Create(settings), file: null) { KeepsVectors = keepsVectors }, Migration.All, VersionTable, cancellationToken);
            await MigratedAsync(database, Migration.Vault, VaultVersionTable, cancellationToken);
            return keepsVectors ? await WithVectorsAsync(database, cancellationToken) : database;
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

    /// <summary>Reads: each statement sees what was committed before it.</summary>
    /// <param name="scope">Whose rows: a tenant's, by its identifier, or the installation's.</param>
    /// <param name="read">Reads.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal async Task<T> ReadAsync<T>(DatabaseScope scope, Func<DatabaseSession, Task<T>> read, CancellationToken cancellationToken)
    {
        await using var session = await OpenAsync(scope, isRead: true, cancellationToken);
        return await read(session);
    }

    /// <summary>Writes in one transaction, which is durable when the task completes and rolled back when <paramref name="write"/> throws.</summary>
    /// <param name="scope">Whose rows: a tenant's, by its identifier, or the installation's.</param>
    /// <param name="write">Writes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal async Task<T> WriteAsync<T>(DatabaseScope scope, Func<DatabaseSession, Task<T>> write, CancellationToken cancellationToken)
    {
        await using var session = await OpenAsync(scope, isRead: false, cancellationToken);
        var result = await write(session);
        await session.CommitAsync(cancellationToken);
        return result;
    }

    /// <summary>As <see cref="WriteAsync"/>, but a result of false rolls back.</summary>
    internal async Task<bool> TryWriteAsync(DatabaseScope scope, Func<DatabaseSession, Task<bool>> write, CancellationToken cancellationToken)
    {
        await using var session = await OpenAsync(scope, isRead: false, cancellationToken);
        var done = await write(session);
        if (done)
        {
            await session.CommitAsync(cancellationToken);
        }

        return done;
    }

    /// <summary>Opens a session, in a transaction unless it only reads. The caller disposes of it, which rolls back what it did not commit.</summary>
    internal async Task<DatabaseSession> OpenAsync(DatabaseScope scope, bool isRead, CancellationToken cancellationToken)
    {
        _ = scope.Text;
        var connection = await Source.OpenConnectionAsync(cancellationToken);
        try
        {
            var transaction = isRead ? null : await connection.BeginTransactionAsync(cancellationToken);
            return new DatabaseSession(connection, transaction, cancellationToken);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static async Task<Database> WithVectorsAsync(Database database, CancellationToken cancellationToken)
    {
        try
        {
            await VectorSchema.ReadyAsync(database, cancellationToken);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }

        return await MigratedAsync(database, Migration.Vectors, VectorVersionTable, cancellationToken);
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
