using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Sallyport.Tenancy;

namespace Sallyport.Storage.Postgres;

/// <summary>
/// The role that servers work as: it owns nothing and bypasses nothing. Its password is derived from the installation's own key, which lies sealed under the master key, and from its name: all nodes have it, and a rotation of the master key leaves it as it is; the
/// database is only ever told what recognises it.
/// </summary>
internal static class ServiceRole
{
    // PostgreSQL's longest name, in bytes.
    private const int MaxName = 63;

    // PostgreSQL's own default.
    private const int Iterations = 4096;

    private const string Suffix = "_service";

    /// <summary>The role of a database. Roles belong to the whole server, so each database has one of its own.</summary>
    public static string NameFor(string database)
    {
        if (Encoding.UTF8.GetByteCount(database) + Suffix.Length <= MaxName)
        {
            return database + Suffix;
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(database)))[..16];
        return "sallyport_" + hash + Suffix;
    }

    public static string PasswordOf(InstanceSigningKey keys, string role)
    {
        var key = keys.DeriveForDatabase("role/" + role);
        try
        {
            return Convert.ToHexStringLower(key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    public static string Quote(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    /// <summary>Creates the role where it is missing.</summary>
    /// <param name="session">Of somebody who may.</param>
    /// <param name="role">Its name.</param>
    /// <param name="password">Its password.</param>
    public static async Task CreateAsync(DatabaseSession session, string role, string password)
    {
        if (await session.FirstOrDefaultAsync<long>("SELECT count(*) FROM pg_roles WHERE rolname = @role", new { role }) == 0)
        {
            await session.ExecuteAsync(
                $"CREATE ROLE {Quote(role)} LOGIN NOSUPERUSER NOBYPASSRLS NOINHERIT NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD '{Verifier(password)}'");
        }
    }

    /// <summary>Lets the role into the database and takes from it what nobody needs there, as far as the session's role may.</summary>
    /// <param name="session">The owner's.</param>
    /// <param name="role">The role.</param>
    /// <param name="isOwn">Whether the server made it: somebody else's keeps its settings.</param>
    public static async Task AdmitAsync(DatabaseSession session, string role, bool isOwn)
    {
        var state = await session.FirstOrDefaultAsync<RoleState>(
            """
            SELECT quote_ident(d.datname) AS database, pg_has_role(d.datdba, 'MEMBER') AS is_ours,
                has_database_privilege(r.oid, d.oid, 'CONNECT') AS may_connect, has_database_privilege(r.oid, d.oid, 'TEMPORARY') AS may_make_temporary,
                EXISTS (SELECT 1 FROM pg_db_role_setting s WHERE s.setrole = r.oid) AS has_settings
            FROM pg_database d, pg_roles r WHERE d.datname = current_database() AND r.rolname = @role
            """,
            new { role });
        if (state is { IsOurs: true, MayConnect: false })
        {
            await session.ExecuteAsync($"GRANT CONNECT ON DATABASE {state.Database} TO {Quote(role)}");
        }

        if (state is { IsOurs: true, MayMakeTemporary: true })
        {
            // A temporary table can stand in the way of another tenant's statements.
            await session.ExecuteAsync($"REVOKE TEMPORARY ON DATABASE {state.Database} FROM PUBLIC");
        }

        if (isOwn && state is { HasSettings: true })
        {
            // A role may change its own settings, and so may SQL that is injected into its sessions.
            await session.ExecuteAsync($"ALTER ROLE {Quote(role)} RESET ALL; ALTER ROLE {Quote(role)} IN DATABASE {state.Database} RESET ALL");
        }
    }

    /// <summary>Sets the password anew: the role was another installation's.</summary>
    public static Task SetPasswordAsync(DatabaseSession session, string role, string password) =>
        session.ExecuteAsync($"ALTER ROLE {Quote(role)} PASSWORD '{Verifier(password)}'");

    /// <summary>Makes sure that the role of these connections is held by row-level security, and can't lift it.</summary>
    /// <exception cref="DatabaseException">It can; the message says how.</exception>
    public static async Task CheckAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            """
            SELECT current_user::text, string_agg(reason, ', ') FROM (
                SELECT CASE WHEN r.rolname = current_user THEN 'is ' ELSE 'is a member of ' || r.rolname || ', which is ' END || CASE
                    WHEN r.rolsuper THEN 'a superuser' WHEN r.rolbypassrls THEN 'exempt from row-level security (BYPASSRLS)' WHEN r.rolcreaterole THEN 'allowed to change roles (CREATEROLE)'
                    WHEN r.oid IN (SELECT c.relowner FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace) THEN 'the owner of the tables'
                    WHEN r.rolname LIKE 'pg\_%' THEN 'a role of the server''s administration' END AS reason
                FROM pg_roles r WHERE pg_has_role(r.oid, 'MEMBER')
                UNION ALL SELECT 'may create tables in the schema (REVOKE CREATE ON SCHEMA ' || current_schema() || ' FROM PUBLIC)' WHERE has_schema_privilege(current_schema(), 'CREATE')
                UNION ALL SELECT 'may create schemas in the database' WHERE has_database_privilege(current_database(), 'CREATE')
            ) AS reasons WHERE reason IS NOT NULL
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        if (!await reader.IsDBNullAsync(1, cancellationToken))
        {
            throw new DatabaseException(
                $"The server won't work as the role '{reader.GetString(0)}', since row-level security would not hold it: it {reader.GetString(1)}. Give the server the connection string of the tables' owner, "
                + "which makes a role for it, or of a role without these rights that 'sallyport database prepare' was run for.");
        }
    }

    /// <summary>What PostgreSQL keeps of a password (RFC 5803, as SCRAM-SHA-256 of RFC 7677): sent in its place, so that no log of statements has it.</summary>
    private static string Verifier(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var salted = Rfc2898DeriveBytes.Pbkdf2(password, salt, Iterations, HashAlgorithmName.SHA256, 32);
        var stored = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var server = HMACSHA256.HashData(salted, "Server Key"u8);
        return string.Create(CultureInfo.InvariantCulture, $"SCRAM-SHA-256${Iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(stored)}:{Convert.ToBase64String(server)}");
    }

    private sealed class RoleState
    {
        public string Database { get; init; } = "";

        public bool IsOurs { get; init; }

        public bool MayConnect { get; init; }

        public bool MayMakeTemporary { get; init; }

        public bool HasSettings { get; init; }
    }
}
