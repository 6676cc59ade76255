using System.Security.Cryptography;
using System.Text;

namespace Sallyport.Storage.Postgres;

/// <summary>
/// Puts row-level security, its functions and the service role's grants into a database, as its owner. What is there already is left alone, so that a start beside running
/// servers waits for nobody.
/// </summary>
internal static class RowProtection
{
    // Hashed once more before they are compared, so that the time of a comparison tells nothing about the right tag. An absent or wrong tag is an error, not an empty
    // answer: a server with another key has to notice.
    private const string Functions = """
        CREATE TABLE IF NOT EXISTS {schema}.scope_key (id bigint NOT NULL PRIMARY KEY CHECK (id = 1), inner_block bytea NOT NULL, outer_block bytea NOT NULL);

        CREATE OR REPLACE FUNCTION {schema}.sallyport_scope(wanted text) RETURNS text
        LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp
        AS $body$
        DECLARE
            given text := current_setting('sallyport.scope', true);
            kind text := split_part(given, '/', 1);
            tenant text := split_part(given, '/', 2);
            message text := kind || '/' || tenant || '/' || pg_backend_pid() || '/' || (extract(epoch FROM transaction_timestamp()) * 1000000)::bigint;
            key record;
            tag bytea;
        BEGIN
            IF given IS NULL OR given = '' THEN
                RAISE EXCEPTION 'sallyport: this transaction has no scope' USING ERRCODE = 'insufficient_privilege';
            END IF;
            IF kind <> wanted THEN
                RETURN NULL;
            END IF;
            SELECT k.inner_block, k.outer_block INTO STRICT key FROM {schema}.scope_key k;
            tag := sha256(key.outer_block || sha256(key.inner_block || convert_to(message, 'UTF8')));
            IF sha256(convert_to(encode(tag, 'hex'), 'UTF8')) <> sha256(convert_to(split_part(given, '/', 3), 'UTF8')) THEN
                RAISE EXCEPTION 'sallyport: this scope is not this transaction''s' USING ERRCODE = 'insufficient_privilege';
            END IF;
            RETURN tenant;
        END
        $body$;

        -- The counter only ever grows: whoever could set it back would hide changes from other servers.
        CREATE OR REPLACE FUNCTION {schema}.sallyport_next_revision() RETURNS bigint
        LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
        AS $body$ UPDATE {schema}.instance SET revision = revision + 1 WHERE id = 1 RETURNING revision $body$;

        REVOKE ALL ON FUNCTION {schema}.sallyport_scope(text), {schema}.sallyport_next_revision() FROM PUBLIC;
        REVOKE ALL ON {schema}.scope_key FROM PUBLIC;
        """;

    /// <summary>Everything, in the session's transaction, whose role owns the tables.</summary>
    /// <param name="session">The owner's.</param>
    /// <param name="role">The role that servers work as.</param>
    /// <param name="key">By which they tag their scopes.</param>
    /// <exception cref="DatabaseException">A table has no rule.</exception>
    public static async Task ApplyAsync(DatabaseSession session, string role, ScopeKey key)
    {
        var schema = (await session.FirstOrDefaultAsync<string>("SELECT quote_ident(current_schema())"))!;
        await session.ExecuteAsync(Functions.Replace("{schema}", schema, StringComparison.Ordinal));
        var (inner, outer) = key.Blocks();
        await session.ExecuteAsync(
            """
            INSERT INTO scope_key (id, inner_block, outer_block) VALUES (1, @inner, @outer)
            ON CONFLICT (id) DO UPDATE SET inner_block = excluded.inner_block, outer_block = excluded.outer_block
            WHERE scope_key.inner_block <> excluded.inner_block
            """,
            new { inner, outer });
        var tables = await session.QueryAsync<TableState>(
            """
            SELECT c.relname AS name, c.relrowsecurity AS is_enabled, c.relforcerowsecurity AS is_forced,
                array(SELECT p.polname::text FROM pg_policy p WHERE p.polrelid = c.oid ORDER BY p.polname) AS policies
            FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> 'scope_key'
                AND pg_has_role(c.relowner, 'MEMBER')
            """);
        foreach (var table in tables)
        {
            var rule = TableRules.All.FirstOrDefault(rule => rule.Table == table.Name)
                ?? throw new DatabaseException($"The table '{table.Name}' has no rule that says who may touch it; the database has to be Sallyport's own.");
            await ProtectAsync(session, schema, rule, table);
        }

        await ForgetStatisticsAsync(session);
        await GrantAsync(session, schema, ServiceRole.Quote(role), tables);
    }

    // Estimates of the planner are made from values of all tenants' rows, and EXPLAIN shows them to whoever may ask: nothing is gathered of tenants' columns.
    private static async Task ForgetStatisticsAsync(DatabaseSession session)
    {
        var columns = await session.QueryAsync<string>(
            """
            SELECT format('ALTER TABLE %s ALTER COLUMN %I SET STATISTICS 0', c.oid::regclass, a.attname)
            FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND coalesce(a.attstattarget, -1) <> 0
            WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND pg_has_role(c.relowner, 'MEMBER')
                AND EXISTS (SELECT 1 FROM pg_attribute t WHERE t.attrelid = c.oid AND t.attname = 'tenant_id')
            """);
        foreach (var column in columns)
        {
            await session.ExecuteAsync(column);
        }
    }

    /// <summary>Lets the owner change rows of all tenants: for migrations, which then bind it again in the same transaction.</summary>
    /// <returns>The tables to bind it on.</returns>
    public static async Task<List<string>> FreeOwnerAsync(DatabaseSession session)
    {
        var tables = await session.QueryAsync<string>(
            "SELECT quote_ident(c.relname) FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relforcerowsecurity");
        foreach (var table in tables)
        {
            await session.ExecuteAsync($"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY");
        }

        return tables;
    }

    /// <summary>Holds the owner to scopes again.</summary>
    public static async Task BindOwnerAsync(DatabaseSession session, List<string> tables)
    {
        foreach (var table in tables)
        {
            await session.ExecuteAsync($"ALTER TABLE IF EXISTS {table} FORCE ROW LEVEL SECURITY");
        }
    }

    private static async Task ProtectAsync(DatabaseSession session, string schema, TableRule rule, TableState table)
    {
        var wanted = Policies(schema, rule);
        if (table.IsEnabled && table.IsForced == rule.IsOfTenants && wanted.Keys.Order(StringComparer.Ordinal).SequenceEqual(table.Policies.Order(StringComparer.Ordinal), StringComparer.Ordinal))
        {
            return;
        }

        foreach (var old in table.Policies)
        {
            await session.ExecuteAsync($"DROP POLICY {ServiceRole.Quote(old)} ON {rule.Table}");
        }

        foreach (var (name, text) in wanted)
        {
            await session.ExecuteAsync($"CREATE POLICY {name} ON {rule.Table} {text}");
        }

        await session.ExecuteAsync($"ALTER TABLE {rule.Table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {rule.Table} {(rule.IsOfTenants ? "" : "NO ")}FORCE ROW LEVEL SECURITY");
    }

    /// <summary>A table's policies by name. The name tells the text, so that a changed one is noticed.</summary>
    private static Dictionary<string, string> Policies(string schema, TableRule rule)
    {
        var policies = new List<(string Kind, string Text)>();
        if (rule.IsOfTenants)
        {
            var own = $"USING (tenant_id = (SELECT {schema}.sallyport_scope('tenant')))";
            policies.AddRange(rule.Tenant.Length == 0 ? [("tenant", own)] : rule.Tenant.Select(command => ($"tenant_{command.ToLowerInvariant()}", $"FOR {command} {own}")));
        }

        if (rule.IsReadByAll)
        {
            policies.Add(("read", "FOR SELECT USING (true)"));
        }

        var rows = rule.InstallationRows.Length == 0 ? "" : $" AND {rule.InstallationRows}";
        foreach (var command in rule.Installation)
        {
            var condition = $"((SELECT {schema}.sallyport_scope('installation')) IS NOT NULL{rows})";
            policies.Add(($"installation_{command.ToLowerInvariant()}", $"FOR {command} {(command == "INSERT" ? "WITH CHECK" : "USING")} {condition}"));
        }

        return policies.ToDictionary(
            static policy => $"{policy.Kind}_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(policy.Text)))[..8]}",
            static policy => policy.Text,
            StringComparer.Ordinal);
    }

    private static async Task GrantAsync(DatabaseSession session, string schema, string role, List<TableState> tables)
    {
        await session.ExecuteAsync(
            $"""
            REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role};
            GRANT USAGE ON SCHEMA {schema} TO {role};
            """);
        foreach (var function in TableRules.Functions)
        {
            if (await session.FirstOrDefaultAsync<bool>("SELECT to_regprocedure(@function) IS NOT NULL", new { function }))
            {
                await session.ExecuteAsync($"GRANT EXECUTE ON FUNCTION {function} TO {role}");
            }
        }

        foreach (var rule in TableRules.All.Where(rule => !rule.IsOptional || tables.Exists(table => table.Name == rule.Table)))
        {
            await session.ExecuteAsync($"GRANT {rule.Grants} ON {rule.Table} TO {role}");
        }
    }

    private sealed class TableState
    {
        public string Name { get; init; } = "";

        public bool IsEnabled { get; init; }

        public bool IsForced { get; init; }

        public string[] Policies { get; init; } = [];
    }
}
