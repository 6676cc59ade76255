using Dapper;
using Npgsql;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Storage.Tests.Postgres;

/// <summary>SQL that somebody smuggles into a tenant's transaction: it gains no row of another tenant, and changes none.</summary>
public sealed class RowSecurityTests(TwoTenantsFixture tenants) : IClassFixture<TwoTenantsFixture>
{
    private readonly PostgresFixture _fixture = tenants.Postgres;
    private readonly TenantLife _mine = tenants.Mine;
    private readonly TenantLife _theirs = tenants.Theirs;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Mine => _mine.Vault.Tenant.Value;

    private string Theirs => _theirs.Vault.Tenant.Value;

    [Theory]
    [InlineData("SELECT set_config('sallyport.scope', 'tenant/THEIRS/', true)")]
    [InlineData("SELECT set_config('sallyport.scope', 'tenant/THEIRS/' || repeat('0', 64), true)")]
    [InlineData("SELECT set_config('sallyport.scope', replace(current_setting('sallyport.scope'), 'MINE', 'THEIRS'), true)")]
    [InlineData("SELECT set_config('sallyport.scope', 'installation//' || split_part(current_setting('sallyport.scope'), '/', 3), true)")]
    [InlineData("SELECT set_config('sallyport.scope', 'tenant/THEIRS/' || split_part(current_setting('sallyport.scope'), '/', 3) || '/MINE', true)")]
    [InlineData("SET sallyport.scope = 'tenant/THEIRS/x'")]
    [InlineData("RESET sallyport.scope")]
    [InlineData("RESET ROLE")]
    [InlineData("SET ROLE OWNER")]
    [InlineData("SET ROLE NONE")]
    [InlineData("SET SESSION AUTHORIZATION OWNER")]
    [InlineData("RESET SESSION AUTHORIZATION")]
    [InlineData("GRANT OWNER TO SERVICE")]
    [InlineData("ALTER ROLE SERVICE BYPASSRLS")]
    [InlineData("SET row_security = off")]
    [InlineData("ALTER TABLE file_parts DISABLE ROW LEVEL SECURITY")]
    [InlineData("ALTER TABLE file_parts NO FORCE ROW LEVEL SECURITY")]
    [InlineData("ALTER TABLE file_parts OWNER TO SERVICE")]
    [InlineData("CREATE POLICY mine ON file_parts USING (true)")]
    [InlineData("DO $$ DECLARE name text; BEGIN SELECT polname INTO name FROM pg_policy WHERE polrelid = 'file_parts'::regclass; EXECUTE 'DROP POLICY ' || quote_ident(name) || ' ON file_parts'; END $$")]
    [InlineData("DO $$ BEGIN PERFORM set_config('sallyport.scope', 'tenant/THEIRS/x', true); EXECUTE 'RESET ROLE'; END $$")]
    [InlineData("CREATE OR REPLACE FUNCTION sallyport_scope(wanted text) RETURNS text LANGUAGE sql AS $$ SELECT 'THEIRS' $$")]
    [InlineData("ALTER FUNCTION sallyport_scope(text) SECURITY INVOKER")]
    [InlineData("DROP FUNCTION sallyport_scope(text) CASCADE")]
    [InlineData("UPDATE scope_key SET inner_block = '', outer_block = ''")]
    [InlineData("CREATE TEMP TABLE scope_key AS SELECT 1 AS id, ''::bytea AS inner_block, ''::bytea AS outer_block; SET search_path = pg_temp, public")]
    [InlineData("CREATE FUNCTION pg_temp.sha256(bytea) RETURNS bytea LANGUAGE sql AS $$ SELECT ''::bytea $$; SET search_path = pg_temp, public, pg_catalog")]
    [InlineData("CREATE SCHEMA attack; CREATE FUNCTION attack.equal(text, text) RETURNS boolean LANGUAGE sql AS $$ SELECT true $$; CREATE OPERATOR attack.= (leftarg = text, rightarg = text, function = attack.equal); SET search_path = attack, public")]
    [InlineData("CREATE FUNCTION public.pg_backend_pid() RETURNS integer LANGUAGE sql AS $$ SELECT 1 $$; SET search_path = public, pg_catalog")]
    [InlineData("CREATE RULE r AS ON SELECT TO file_parts DO INSTEAD SELECT * FROM files")]
    [InlineData("CREATE VIEW public.v AS SELECT * FROM file_parts")]
    [InlineData("CREATE EXTENSION IF NOT EXISTS vector")]
    [InlineData("PREPARE p AS SELECT set_config('sallyport.scope', 'tenant/THEIRS/x', true); EXECUTE p")]
    [InlineData("COMMIT; BEGIN; SELECT set_config('sallyport.scope', 'tenant/THEIRS/' || repeat('0', 64), true)")]
    [InlineData("SET SESSION sallyport.scope = 'tenant/THEIRS/x'; COMMIT; BEGIN")]
    public async Task InjectedStatement_InATenantsTransaction_OpensNoOtherTenantsRows(string attack)
    {
        var before = await SnapshotAsync();
        await using (var session = await _fixture.Database.OpenAsync(_mine.Vault.Tenant, isRead: false, Cancel))
        {
            Assert.Equal(Mine, await session.FirstOrDefaultAsync<string>("SELECT sallyport_scope('tenant')"));

            await TryAsync(session, Named(attack));

            await AssertNothingOfTheirsAsync(session);
        }

        Assert.Equal(before, await SnapshotAsync());
    }

    [Theory]
    [InlineData("SELECT count(*) FROM scope_key")]
    [InlineData("SELECT length(pg_read_file('/etc/passwd'))")]
    [InlineData("SELECT count(*) FROM pg_ls_dir('.')")]
    [InlineData("SELECT lo_import('/etc/passwd')::bigint")]
    [InlineData("SELECT count(*) FROM pg_authid")]
    [InlineData("SELECT count(*) FROM pg_shadow WHERE passwd IS NOT NULL")]
    [InlineData("SELECT count(*) FROM pg_get_publication_tables('x')")]
    [InlineData("WITH copied AS (SELECT 1) SELECT pg_reload_conf()::int::bigint FROM copied")]
    public async Task InjectedRead_OfWhatOnlyTheOwnerOrTheServerHas_IsRefused(string attack)
    {
        await using var session = await _fixture.Database.OpenAsync(_mine.Vault.Tenant, isRead: false, Cancel);

        var error = await Assert.ThrowsAsync<PostgresException>(() => session.FirstOrDefaultAsync<long>(attack));

        Assert.Contains(error.SqlState, (string[])[PostgresErrorCodes.InsufficientPrivilege, PostgresErrorCodes.UndefinedObject]);
    }

    [Theory]
    [InlineData("COPY (SELECT * FROM file_parts) TO PROGRAM 'cat'")]
    [InlineData("COPY file_parts TO '/tmp/stolen'")]
    [InlineData("COPY file_parts FROM '/tmp/stolen'")]
    [InlineData("UPDATE instance SET revision = 0")]
    [InlineData("UPDATE instance SET master_check = NULL")]
    [InlineData("DELETE FROM ledger_entries")]
    [InlineData("UPDATE ledger_entries SET body = ''")]
    [InlineData("DELETE FROM ledger_heads")]
    [InlineData("INSERT INTO ledger_nodes SELECT tenant_id, level + 9, node_index, hash FROM ledger_nodes")]
    [InlineData("INSERT INTO ledger_entries SELECT tenant_id, entry_index + 1000, time, kind, exchange_id, body, leaf_hash FROM ledger_entries")]
    [InlineData("DELETE FROM tenants")]
    [InlineData("TRUNCATE file_parts")]
    [InlineData("DROP TABLE file_parts")]
    [InlineData("INSERT INTO ledger_writers (name, opened) VALUES ('x', 1)")]
    [InlineData("INSERT INTO known_secrets (tenant_id, name, sealed_value, created) VALUES ('THEIRS', 'x', '', 1)")]
    [InlineData("INSERT INTO files (tenant_id, file_id, purpose, bytes, created, is_whole, sealed_name) VALUES ('THEIRS', 'x', 'x', 0, 0, 1, '')")]
    [InlineData("UPDATE files SET tenant_id = 'THEIRS'")]
    [InlineData("INSERT INTO tenants SELECT * FROM tenants ON CONFLICT (tenant_id) DO UPDATE SET tenant_id = 'THEIRS'")]
    public async Task InjectedWrite_OverTheTenantsRightsOrRows_IsRefused(string attack)
    {
        var before = await SnapshotAsync();
        await using (var session = await _fixture.Database.OpenAsync(_mine.Vault.Tenant, isRead: false, Cancel))
        {
            if (await TryAsync(session, Named(attack)))
            {
                // What row-level security doesn't refuse, it doesn't reach.
                Assert.StartsWith("UPDATE instance", attack);
            }

            await session.CommitAsync(Cancel);
        }

        Assert.Equal(before, await SnapshotAsync());
    }

    [Theory]
    [InlineData("UPDATE {0} SET tenant_id = tenant_id WHERE tenant_id = 'THEIRS'")]
    [InlineData("DELETE FROM {0} WHERE tenant_id = 'THEIRS'")]
    public async Task InjectedChange_OfEachTable_ReachesNoOtherTenantsRow(string attack)
    {
        var before = await SnapshotAsync();
        foreach (var table in await TablesAsync())
        {
            await using var session = await _fixture.Database.OpenAsync(_mine.Vault.Tenant, isRead: false, Cancel);
            await TryAsync(session, Named(string.Format(System.Globalization.CultureInfo.InvariantCulture, attack, table)));
            await session.CommitAsync(Cancel);
        }

        Assert.Equal(before, await SnapshotAsync());
    }

    [Fact]
    public async Task Tag_OfAnotherTransaction_IsWorthNothing()
    {
        string earlier;
        int process;
        await using (var theirs = await _fixture.Database.OpenAsync(_theirs.Vault.Tenant, isRead: true, Cancel))
        {
            process = await theirs.FirstOrDefaultAsync<int>("SELECT pg_backend_pid()");
            earlier = (await theirs.FirstOrDefaultAsync<string>("SELECT current_setting('sallyport.scope')"))!;
            Assert.NotEqual(0, await theirs.FirstOrDefaultAsync<long>("SELECT count(*) FROM file_parts"));
        }

        // The same backend again, and another one while theirs is open.
        await using var mine = await OpenOnAsync(process);
        await TryAsync(mine, $"SELECT set_config('sallyport.scope', '{earlier}', true)");
        await AssertNothingOfTheirsAsync(mine);
        await using var open = await _fixture.Database.OpenAsync(_theirs.Vault.Tenant, isRead: true, Cancel);
        var present = await open.FirstOrDefaultAsync<string>("SELECT current_setting('sallyport.scope')");
        await TryAsync(mine, $"SELECT set_config('sallyport.scope', '{present}', true)");
        await AssertNothingOfTheirsAsync(mine);
    }

    [Fact]
    public async Task Condition_ThatWouldTellOfARow_IsNotAskedAboutOthersRows()
    {
        await using var session = await _fixture.Database.OpenAsync(_mine.Vault.Tenant, isRead: true, Cancel);

        // It would divide by zero for a row of theirs.
        var rows = await session.QueryAsync<string>($"SELECT tenant_id FROM files WHERE 1 / (CASE WHEN tenant_id = '{Theirs}' THEN 0 ELSE 1 END) = 1");

        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.Equal(Mine, row));
        Assert.Equal(0, await session.FirstOrDefaultAsync<long>("SELECT count(*) FROM pg_stats WHERE tablename IN ('files', 'file_parts', 'tenants')"));
    }

    [Fact]
    public async Task Connection_ThatAnAttackLeftUnswept_ServesTheNextTenantAsIfNew()
    {
        int process;
        await using (var session = await _fixture.Database.OpenAsync(_mine.Vault.Tenant, isRead: false, Cancel))
        {
            process = await session.FirstOrDefaultAsync<int>("SELECT pg_backend_pid()");
            await TryAsync(session, "CREATE TEMP TABLE files (LIKE public.files)");
            await TryAsync(session, $"SET SESSION sallyport.scope = 'tenant/{Theirs}/x'");
            await TryAsync(session, "SET SESSION search_path = pg_temp, public");
            await session.CommitAsync(Cancel);
        }

        await using var next = await OpenOnAsync(process, _theirs.Vault.Tenant);

        Assert.Equal(1, await next.FirstOrDefaultAsync<long>($"SELECT count(DISTINCT tenant_id) FROM files WHERE tenant_id = '{Theirs}'"));
        Assert.Equal("public", await next.FirstOrDefaultAsync<string>("SELECT relnamespace::regnamespace::text FROM pg_class WHERE oid = 'files'::regclass"));
    }

    [Fact]
    public async Task Session_WithoutScope_SeesNothingAndSaysSo()
    {
        await using var connection = new NpgsqlConnection(_fixture.ServiceString);
        foreach (var table in await TablesAsync())
        {
            var error = await Assert.ThrowsAsync<PostgresException>(() => connection.QueryAsync<long>($"SELECT count(*) FROM {table}"));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, error.SqlState);
        }
    }

    [Fact]
    public async Task Installation_ReadsNoTenantsFilesVectorsOrRecordings()
    {
        await using var session = await _fixture.Database.OpenAsync(DatabaseScope.Installation, isRead: true, Cancel);
        foreach (var table in (string[])["files", "file_parts", "vector_stores", "file_batches", "store_files", "removed_documents", "chunks", "chunk_vectors",
            "recorded_exchanges", "recorded_segments", "exchange_segments", "issued_items", "ledger_entries", "ledger_payloads", "ledger_nodes", "ledger_checkpoints"])
        {
            Assert.Equal(0, await session.FirstOrDefaultAsync<long>($"SELECT count(*) FROM {table}"));
        }

        // The look itself works.
        Assert.NotEqual(0, await session.FirstOrDefaultAsync<long>("SELECT count(*) FROM tenants"));
        Assert.All(await session.QueryAsync<long?>("SELECT upload_deadline FROM document_keys"), static deadline => Assert.NotNull(deadline));
    }

    private async Task<DatabaseSession> OpenOnAsync(int process, TenantId? tenant = null)
    {
        var others = new List<DatabaseSession>();
        try
        {
            for (var i = 0; i < 50; i++)
            {
                var session = await _fixture.Database.OpenAsync(tenant ?? _mine.Vault.Tenant, isRead: false, Cancel);
                if (await session.FirstOrDefaultAsync<int>("SELECT pg_backend_pid()") == process)
                {
                    return session;
                }

                others.Add(session);
            }

            throw new InvalidOperationException("The backend is gone.");
        }
        finally
        {
            foreach (var other in others)
            {
                await other.DisposeAsync();
            }
        }
    }

    private async Task AssertNothingOfTheirsAsync(DatabaseSession session)
    {
        foreach (var table in await TablesAsync())
        {
            Assert.NotEqual([0], await _fixture.QueryAsync<long>($"SELECT count(*) FROM {table} WHERE tenant_id = @Theirs", new { Theirs }));
            await session.ExecuteAsync("SAVEPOINT look");
            try
            {
                Assert.Equal(0, await session.FirstOrDefaultAsync<long>($"SELECT count(*) FROM public.{table} WHERE tenant_id = '{Theirs}'"));
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InsufficientPrivilege)
            {
                await session.ExecuteAsync("ROLLBACK TO look");
            }
        }
    }

    private static async Task<bool> TryAsync(DatabaseSession session, string sql)
    {
        // An attack may fail; what it tried to make readable is then looked at all the same.
        var isWhole = !sql.Contains("COMMIT", StringComparison.Ordinal);
        if (isWhole)
        {
            await session.ExecuteAsync("SAVEPOINT attack");
        }

        try
        {
            await session.ExecuteAsync(sql);
            return true;
        }
        catch (PostgresException)
        {
            await session.ExecuteAsync(isWhole ? "ROLLBACK TO attack" : "ROLLBACK; BEGIN");
            return false;
        }
    }

    private Task<List<string>> TablesAsync() => _fixture.QueryAsync<string>(
        "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'tenant_id' ORDER BY table_name");

    private string Named(string attack) => attack
        .Replace("THEIRS", Theirs, StringComparison.Ordinal).Replace("MINE", Mine, StringComparison.Ordinal)
        .Replace("OWNER", _fixture.Owner, StringComparison.Ordinal).Replace("SERVICE", _fixture.Service, StringComparison.Ordinal);

    private async Task<string> SnapshotAsync()
    {
        var rows = new List<string>();
        foreach (var table in await TablesAsync())
        {
            rows.AddRange(await _fixture.QueryAsync<string>($"SELECT t::text FROM {table} t WHERE tenant_id = @Theirs ORDER BY 1", new { Theirs }));
        }

        rows.AddRange(await _fixture.QueryAsync<string>("SELECT (master_check IS NULL)::text || signing_name FROM instance"));
        return string.Join('\n', rows);
    }
}
