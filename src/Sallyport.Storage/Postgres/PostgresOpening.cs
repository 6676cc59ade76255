using Npgsql;
using Sallyport.Tenancy;

namespace Sallyport.Storage.Postgres;

/// <summary>
/// A PostgreSQL database as the operator's connection string reaches it, before the master key is known. Its role is either the tables' owner, and then migrates them and makes the role that the
/// server works as; or it is such a role itself.
/// </summary>
internal sealed class PostgresOpening : IAsyncDisposable
{
    /// <summary>Those that prepare the database take turns, to the end of their transactions. Any constant serves, as long as nothing else takes the same lock.</summary>
    public const string TakeTurns = "SELECT pg_advisory_xact_lock(357660345177)";

    private readonly NpgsqlConnectionStringBuilder _settings;
    private readonly NpgsqlDataSource _source;
    private string _owner = "";
    private string _role = "";
    private string _database = "";

    private PostgresOpening(NpgsqlConnectionStringBuilder settings)
    {
        _settings = settings;
        _source = NpgsqlDataSource.Create(settings);
    }

    /// <summary>Whether the string's role is the tables' owner, or may act as it.</summary>
    public bool IsOwner { get; private set; }

    /// <summary>Connects.</summary>
    /// <exception cref="DatabaseException">The string can't be read.</exception>
    /// <exception cref="NpgsqlException">The server can't be reached, or refuses.</exception>
    public static async Task<PostgresOpening> ConnectAsync(string connectionString, CancellationToken cancellationToken)
    {
        var opening = new PostgresOpening(Read(connectionString));
        try
        {
            await using var command = opening._source.CreateCommand(
                """
                SELECT owner::text, pg_has_role(owner, 'MEMBER'), current_user::text, current_database()::text
                FROM (SELECT coalesce((SELECT pg_get_userbyid(c.relowner) FROM pg_class c WHERE c.oid = to_regclass('schema_version')), current_user) AS owner) AS owners
                """);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            opening._owner = reader.GetString(0);
            opening.IsOwner = reader.GetBoolean(1);
            opening._role = reader.GetString(2);
            opening._database = reader.GetString(3);
            return opening;
        }
        catch
        {
            await opening.DisposeAsync();
            throw;
        }
    }

    /// <summary>A message of a failure that says which database, never the password.</summary>
    public static DatabaseException Failure(string connectionString, NpgsqlException cause)
    {
        var settings = Read(connectionString);
        return new DatabaseException($"The PostgreSQL database '{settings.Database}' at {settings.Host}:{settings.Port} cannot be opened: {cause.Message}", cause);
    }

    /// <summary>A session of the tables' owner, or of the string's role where that is none.</summary>
    public Task<DatabaseSession> OpenAsync(CancellationToken cancellationToken) => OpenAsync(IsOwner, cancellationToken);

    /// <summary>Protects the database, and makes the role that servers work as, or prepares it for one that is there.</summary>
    /// <param name="keys">The installation's own key, which a rotation of its master key leaves as it is.</param>
    /// <param name="existing">A role that somebody else made and that has a password of its own; null for the server's own.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DatabaseException">The string's role may not.</exception>
    public async Task ProtectAsync(InstanceSigningKey keys, string? existing, CancellationToken cancellationToken)
    {
        using var key = ScopeKey.Of(keys);
        var role = existing ?? ServiceRole.NameFor(_database);
        try
        {
            await using var session = await OpenAsync(asOwner: false, cancellationToken);
            await session.ExecuteAsync(TakeTurns);
            if (existing is null)
            {
                await ServiceRole.CreateAsync(session, role, ServiceRole.PasswordOf(keys, role));
            }

            await ServiceRole.AdmitAsync(session, role, isOwn: existing is null);
            await session.ExecuteAsync($"SET LOCAL ROLE {ServiceRole.Quote(_owner)}");
            await RowProtection.ApplyAsync(session, role, key);
            await session.CommitAsync(cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new DatabaseException(
                $"The role '{_role}' owns the tables of '{_database}' but may not prepare them for the server ({e.MessageText}). Either let it create the server's role "
                + $"(ALTER ROLE {ServiceRole.Quote(_role)} CREATEROLE), or create a role yourself and run 'sallyport database prepare --role NAME'.",
                e);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedObject)
        {
            throw new DatabaseException($"There is no role '{role}' to prepare the database for: {e.MessageText}", e);
        }
    }

    /// <summary>Opens the connections that the server works over.</summary>
    /// <exception cref="DatabaseException">The role can bypass row-level security, or the database does not know this master key.</exception>
    public async Task<PostgresAccess> EnterAsync(InstanceSigningKey keys, CancellationToken cancellationToken)
    {
        var source = IsOwner ? await EnterAsServiceAsync(keys, cancellationToken) : NpgsqlDataSource.Create(_settings);
        var access = new PostgresAccess(source, ScopeKey.Of(keys));
        try
        {
            await ServiceRole.CheckAsync(source, cancellationToken);
            await using var session = await access.OpenAsync(DatabaseScope.Installation, null, cancellationToken);
            await session.FirstOrDefaultAsync<string>("SELECT sallyport_scope('installation')");
            return access;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.UndefinedFunction or PostgresErrorCodes.NoDataFound)
        {
            await access.DisposeAsync();
            throw new DatabaseException(
                $"The database was not prepared for the role '{_role}' and this master key. Run 'sallyport database prepare --role NAME' with the connection string of the tables' owner.", e);
        }
        catch
        {
            await access.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static NpgsqlConnectionStringBuilder Read(string connectionString)
    {
        try
        {
            // Whatever one tenant's statements leave in a connection is swept out before it serves another's.
            return new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "sallyport", IncludeErrorDetail = false, NoResetOnClose = false, Multiplexing = false };
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            // The cause would repeat parts of the string.
            throw new DatabaseException("The PostgreSQL connection string cannot be read. It looks like: Host=...;Database=...;Username=...;Password=...");
        }
    }

    private async Task<DatabaseSession> OpenAsync(bool asOwner, CancellationToken cancellationToken)
    {
        var connection = await _source.OpenConnectionAsync(cancellationToken);
        try
        {
            var session = new DatabaseSession(connection, await connection.BeginTransactionAsync(cancellationToken), scopes: null, rewriting: null, cancellationToken);
            if (asOwner)
            {
                // What is made belongs to the owner, whoever of those who may act as it opens the database.
                await session.ExecuteAsync($"SET LOCAL ROLE {ServiceRole.Quote(_owner)}");
            }

            return session;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task<NpgsqlDataSource> EnterAsServiceAsync(InstanceSigningKey keys, CancellationToken cancellationToken)
    {
        var role = ServiceRole.NameFor(_database);
        var password = ServiceRole.PasswordOf(keys, role);
        var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_settings.ConnectionString) { Username = role, Password = password, Passfile = null });
        try
        {
            await using (await TryConnectAsync(source, cancellationToken) ?? await ConnectAnewAsync(source, role, password, cancellationToken))
            {
                return source;
            }
        }
        catch (PostgresException e)
        {
            await source.DisposeAsync();
            throw new DatabaseException($"The server's own role '{role}' cannot log in: {e.MessageText}. pg_hba.conf must admit it with a password (scram-sha-256).", e);
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    private static async Task<NpgsqlConnection?> TryConnectAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        try
        {
            return await source.OpenConnectionAsync(cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidPassword)
        {
            return null;
        }
    }

    private async Task<NpgsqlConnection> ConnectAnewAsync(NpgsqlDataSource source, string role, string password, CancellationToken cancellationToken)
    {
        await using (var session = await OpenAsync(asOwner: false, cancellationToken))
        {
            await session.ExecuteAsync(TakeTurns);
            await ServiceRole.SetPasswordAsync(session, role, password);
            await session.CommitAsync(cancellationToken);
        }

        return await source.OpenConnectionAsync(cancellationToken);
    }
}
