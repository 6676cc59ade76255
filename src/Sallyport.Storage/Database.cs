using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;
using Sallyport.Storage.Postgres;
using Sallyport.Storage.Retrieval;
using Sallyport.Tenancy;

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

    private readonly SqliteDataSource? _source;
    private PostgresOpening? _opening;
    private PostgresAccess? _access;

    private Database(SqliteDataSource source, string file)
    {
        Engine = DatabaseEngine.Sqlite;
        _source = source;
        File = file;
        Vaults = new VaultFiles(this);
    }

    private Database(PostgresOpening opening)
    {
        Engine = DatabaseEngine.Postgres;
        _opening = opening;
        Vaults = new VaultFiles(this);
    }

    /// <summary>Which database this is.</summary>
    public DatabaseEngine Engine { get; }

    /// <summary>The embedded database's file; null for PostgreSQL.</summary>
    public string? File { get; }

    /// <summary>Whether it was readied to keep rotated vectors.</summary>
    internal bool KeepsVectors { get; private init; }

    /// <summary>Opens connections to SQLite, with all settings in place.</summary>
    /// <exception cref="InvalidOperationException">It is PostgreSQL, whose connections are had by <see cref="OpenAsync"/> only.</exception>
    internal DbDataSource Source => _source ?? throw new InvalidOperationException("A connection to PostgreSQL comes with a scope.");

    /// <summary>Changes each statement before it is sent: by it tests take a tenant's predicate out of one. Null for no change.</summary>
    internal Func<string, string>? Rewriting { get; set; }

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
            return await MigratedAsync(new Database(new SqliteDataSource(file), file), Migration.All, VersionTable, cancellationToken);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new DatabaseException($"The database '{file}' cannot be opened: {e.Message}", e);
        }
    }

    /// <summary>
    /// Opens a PostgreSQL database, which must exist, and migrates it where the string's role owns its tables or may make them. It is used by an <see cref="Installation"/> only: tenants' rows
    /// are read and written as another role, whose password takes the master key.
    /// </summary>
    /// <param name="connectionString">As Npgsql reads it. It holds a password: keep it out of the command line.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DatabaseException">It cannot be reached, or is of another version that the role can't migrate. The message names the server, never the password.</exception>
    public static Task<Database> OpenPostgresAsync(string connectionString, CancellationToken cancellationToken) => OpenPostgresAsync(connectionString, keepsVectors: false, cancellationToken);

    /// <summary>As <see cref="OpenPostgresAsync(string, CancellationToken)"/>.</summary>
    /// <param name="connectionString">As Npgsql reads it.</param>
    /// <param name="keepsVectors">Whether it is readied to keep rotated vectors too, for which it needs pgvector.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DatabaseException">As there; or it has no pgvector of a version that is needed.</exception>
    public static async Task<Database> OpenPostgresAsync(string connectionString, bool keepsVectors, CancellationToken cancellationToken)
    {
        try
        {
            var database = new Database(await PostgresOpening.ConnectAsync(connectionString, cancellationToken)) { KeepsVectors = keepsVectors };
            try
            {
                await ReadySchemaAsync(database, cancellationToken);
                return database;
            }
            catch
            {
                await database.DisposeAsync();
                throw;
            }
        }
        catch (NpgsqlException e)
        {
            throw PostgresOpening.Failure(connectionString, e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Vaults.DisposeAsync();
        if (_source is not null)
        {
            await _source.DisposeAsync();
        }

        if (_opening is not null)
        {
            await _opening.DisposeAsync();
        }

        if (_access is not null)
        {
            await _access.DisposeAsync();
        }
    }

    /// <summary>Opens a tenant's vault file, creating it (0600) as needed, and migrates it.</summary>
    /// <exception cref="DatabaseException">The file is of a newer version, or no database, or cannot be opened.</exception>
    internal static async Task<Database> OpenVaultAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            DataFolder.CreateFile(file);
            return await MigratedAsync(new Database(new SqliteDataSource(file), file), Migration.Vault, VaultVersionTable, cancellationToken);
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

    /// <summary>Opens a session, in a transaction unless it only reads from SQLite. The caller disposes of it, which rolls back what it did not commit.</summary>
    internal async Task<DatabaseSession> OpenAsync(DatabaseScope scope, bool isRead, CancellationToken cancellationToken)
    {
        _ = scope.Text;
        if (_source is null)
        {
            return await (_access ?? throw new InvalidOperationException("An installation has yet to be opened over this database.")).OpenAsync(scope, Rewriting, cancellationToken);
        }

        var connection = await _source.OpenConnectionAsync(cancellationToken);
        try
        {
            var transaction = isRead ? null : await connection.BeginTransactionAsync(cancellationToken);
            return new DatabaseSession(connection, transaction, scopes: null, Rewriting, cancellationToken);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Works on what belongs to no tenant in one transaction, before the master key is known as the operator's role, which may be the tables' owner.</summary>
    internal async Task<T> PrepareAsync<T>(Func<DatabaseSession, Task<T>> work, bool isRead, CancellationToken cancellationToken)
    {
        await using var session = _opening is null
            ? await OpenAsync(DatabaseScope.Installation, isRead, cancellationToken)
            : await _opening.OpenAsync(cancellationToken);
        var result = await work(session);
        await session.CommitAsync(cancellationToken);
        return result;
    }

    /// <summary>Prepares PostgreSQL for a role that somebody else made; a server then works with that role's connection string.</summary>
    /// <exception cref="DatabaseException">It is not PostgreSQL, or this database's string is not its owner's.</exception>
    internal Task PrepareForAsync(InstanceSigningKey keys, string role, CancellationToken cancellationToken) =>
        _opening is { IsOwner: true }
            ? _opening.ProtectAsync(keys, role, cancellationToken)
            : throw new DatabaseException("Only PostgreSQL is prepared, and with the connection string of the role that owns the tables or may create them.");

    /// <summary>Begins to use the database: on PostgreSQL as the role that owns nothing, for which the owner protects it first.</summary>
    /// <exception cref="DatabaseException">The role may bypass row-level security, or the database can't be prepared for it.</exception>
    internal async Task EnterAsync(InstanceSigningKey keys, CancellationToken cancellationToken)
    {
        if (_opening is null)
        {
            return;
        }

        try
        {
            if (_opening.IsOwner)
            {
                await _opening.ProtectAsync(keys, null, cancellationToken);
            }

            _access = await _opening.EnterAsync(keys, cancellationToken);
        }
        catch (NpgsqlException e)
        {
            throw new DatabaseException($"The PostgreSQL database cannot be opened: {e.Message}", e);
        }

        await _opening.DisposeAsync();
        _opening = null;
    }

    private static async Task ReadySchemaAsync(Database database, CancellationToken cancellationToken)
    {
        if (database.KeepsVectors)
        {
            await VectorSchema.ReadyAsync(database, cancellationToken);
        }

        (IReadOnlyList<Migration> Steps, string Versions)[] schemas = database.KeepsVectors
            ? [(Migration.All, VersionTable), (Migration.Vault, VaultVersionTable), (Migration.Vectors, VectorVersionTable)]
            : [(Migration.All, VersionTable), (Migration.Vault, VaultVersionTable)];
        foreach (var (steps, versions) in schemas)
        {
            if (database._opening!.IsOwner)
            {
                await Schema.MigrateAsync(database, steps, versions, cancellationToken);
            }
            else
            {
                await Schema.CheckCurrentAsync(database, steps, versions, cancellationToken);
            }
        }
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
