using Dapper;
using Npgsql;
using Sallyport.Storage.Ledger;
using Sallyport.Storage.Postgres;
using Sallyport.Storage.Tests.Tenancy;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Storage.Tests.Postgres;

public sealed class RowProtectionTests : IAsyncLifetime
{
    private readonly PostgresFixture _fixture = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => new(_fixture.CreateAsync());

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    /// <summary>EXPLAIN's estimates would tell values of other tenants, exactly.</summary>
    [Fact]
    public async Task Statistics_OfTenantsColumns_AreNotGathered()
    {
        await using var database = await _fixture.OpenAgainAsync();
        var tenant = (await new Workspace(database).CreateVaultAsync()).Tenant;

        await _fixture.ExecuteAsync("VACUUM ANALYZE");

        Assert.NotEmpty(await _fixture.QueryAsync<string>($"SELECT name FROM tenants WHERE tenant_id = '{tenant.Value}'"));
        Assert.Empty(await _fixture.QueryAsync<string>("""
            SELECT s.starelid::regclass::text || '.' || a.attname FROM pg_statistic s JOIN pg_attribute a ON a.attrelid = s.starelid AND a.attnum = s.staattnum
            WHERE EXISTS (SELECT 1 FROM pg_attribute t WHERE t.attrelid = s.starelid AND t.attname = 'tenant_id') AND s.starelid::regclass::text NOT LIKE 'pg\_%'
            """));
    }

    /// <summary>Whoever adds a table adds its rule: see src/Sallyport.Storage/Postgres/README.md.</summary>
    [Fact]
    public async Task EveryTable_OfTenants_HasForcedRowSecurityAndAPolicyOfItsTenant()
    {
        await using (var readied = await _fixture.OpenWithVectorsAsync())
        {
            await readied.WriteAsync(DatabaseScope.Installation, static session => Task.FromResult(0), Cancel);
        }

        await _fixture.ExecuteAsync($"SET ROLE {_fixture.Owner}; CREATE TABLE rotated_vectors_mine PARTITION OF rotated_vectors FOR VALUES IN ('mine'); RESET ROLE");
        await using var database = await _fixture.OpenAgainAsync();

        var tables = await _fixture.QueryAsync<string>("SELECT c.relname::text FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> 'scope_key'");
        var ofTenants = await _fixture.QueryAsync<string>("SELECT c.relname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition");
        var forced = await _fixture.QueryAsync<string>(
            "SELECT c.relname::text FROM pg_class c WHERE c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname LIKE 'tenant\\_%')");
        var leading = await _fixture.QueryAsync<string>(
            """
            SELECT i.indrelid::regclass::text FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
            WHERE i.indisprimary AND a.attname = 'tenant_id'
            """);

        Assert.Equal(TableRules.All.Select(static rule => rule.Table).Order(StringComparer.Ordinal), tables.Order(StringComparer.Ordinal));
        Assert.Equal(TableRules.All.Where(static rule => rule.IsOfTenants).Select(static rule => rule.Table).Order(StringComparer.Ordinal), ofTenants.Order(StringComparer.Ordinal));
        Assert.Empty(ofTenants.Except(forced, StringComparer.Ordinal));
        Assert.Empty(ofTenants.Except(leading, StringComparer.Ordinal));
        Assert.Empty(await _fixture.QueryAsync<string>("SELECT c.relname::text FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> 'scope_key' AND NOT c.relrowsecurity"));

        // A partition has no policy of its own: nobody but the owner reaches it otherwise than by its table.
        Assert.Equal(
            ["rotated_vectors_mine:false", "rotated_vectors_shared:false"],
            await _fixture.QueryAsync<string>(
                "SELECT c.relname || ':' || (has_any_column_privilege(@Service, c.oid, 'SELECT, INSERT, UPDATE') OR has_table_privilege(@Service, c.oid, 'DELETE, TRUNCATE'))::text FROM pg_class c WHERE c.relispartition AND c.relkind IN ('r', 'p') ORDER BY 1",
                new { _fixture.Service }));
    }

    [Fact]
    public async Task Table_WithoutARule_KeepsTheServerFromStarting()
    {
        await using var owner = new NpgsqlConnection(_fixture.OwnerString);
        await owner.ExecuteAsync("CREATE TABLE another (tenant_id text)");

        var error = await Assert.ThrowsAsync<DatabaseException>(_fixture.OpenAgainAsync);

        Assert.Contains("'another' has no rule", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServiceRole_OwnsNothingAndBypassesNothing()
    {
        await using var database = await _fixture.OpenAgainAsync();

        var role = await _fixture.QueryAsync<string>(
            "SELECT concat(rolsuper, rolbypassrls, rolinherit, rolcreaterole, rolcreatedb, rolreplication, rolcanlogin) FROM pg_roles WHERE rolname = @Service", new { _fixture.Service });

        Assert.Equal(["ffffff" + "t"], role);
        Assert.Equal([0], await _fixture.QueryAsync<long>("SELECT count(*) FROM pg_class WHERE relowner = @Service::regrole", new { _fixture.Service }));
        Assert.Equal([0], await _fixture.QueryAsync<long>("SELECT count(*) FROM pg_auth_members WHERE member = @Service::regrole", new { _fixture.Service }));
        Assert.Equal(_fixture.Service, await database.ReadAsync(DatabaseScope.Installation, static session => session.FirstOrDefaultAsync<string>("SELECT session_user::text"), Cancel));
    }

    [Fact]
    public async Task Rules_ThatHaveChanged_AreBroughtUpToDateAndOthersLeftAlone()
    {
        await using (await _fixture.OpenAgainAsync())
        {
        }

        await _fixture.ExecuteAsync("ALTER TABLE files NO FORCE ROW LEVEL SECURITY; ALTER TABLE chunks DISABLE ROW LEVEL SECURITY; CREATE POLICY lax ON file_parts USING (true)");
        var untouched = await _fixture.QueryAsync<string>("SELECT oid::text FROM pg_policy WHERE polrelid = 'api_keys'::regclass ORDER BY oid");

        await using var database = await _fixture.OpenAgainAsync();

        Assert.Equal(["tt"], await _fixture.QueryAsync<string>("SELECT DISTINCT concat(relrowsecurity, relforcerowsecurity) FROM pg_class WHERE oid IN ('files'::regclass, 'chunks'::regclass, 'file_parts'::regclass)"));
        Assert.Equal([0], await _fixture.QueryAsync<long>("SELECT count(*) FROM pg_policy WHERE polname = 'lax'"));
        Assert.Equal(untouched, await _fixture.QueryAsync<string>("SELECT oid::text FROM pg_policy WHERE polrelid = 'api_keys'::regclass ORDER BY oid"));
    }

    [Fact]
    public async Task ServiceRole_ThatInjectedSqlHasChanged_IsAsItWasAfterAStart()
    {
        await using (var database = await _fixture.OpenAgainAsync())
        {
            await database.WriteAsync(DatabaseScope.Installation, static session => session.ExecuteAsync("ALTER ROLE CURRENT_USER SET search_path = pg_temp; ALTER ROLE CURRENT_USER PASSWORD 'known'"), Cancel);
        }

        await using var again = await _fixture.OpenAgainAsync();

        Assert.Equal("\"$user\", public", await again.ReadAsync(DatabaseScope.Installation, static session => session.FirstOrDefaultAsync<string>("SHOW search_path"), Cancel));
        Assert.Equal([false], await _fixture.QueryAsync<bool>("SELECT has_database_privilege(@Service, current_database(), 'TEMPORARY')", new { _fixture.Service }));
    }

    [Fact]
    public async Task Start_BesideAnOpenTransaction_WaitsForNobody()
    {
        await using var database = await _fixture.OpenAgainAsync();
        var work = new Workspace(database);
        var tenant = (await work.CreateTenantAsync()).Id;
        await using var busy = await database.OpenAsync(tenant, isRead: false, Cancel);
        await busy.ExecuteAsync("UPDATE tenants SET revision = revision WHERE tenant_id = @tenant", new { tenant = tenant.Value });

        await using var second = await _fixture.OpenAgainAsync().WaitAsync(TimeSpan.FromSeconds(30), Cancel);

        Assert.Equal(tenant, (await new Workspace(second, work.MasterText).Tenants.FindAsync(tenant.Value, Cancel)).Id);
    }

    [Fact]
    public async Task OwnersStart_OfAnotherInstallation_SetsPasswordAndScopesAnew()
    {
        await using (await _fixture.OpenAgainAsync())
        {
        }

        using var other = PostgresFixture.NewKeys();
        await using var database = await _fixture.OpenToPrepareAsync();
        await database.EnterAsync(other, Cancel);
        await new Workspace(database).CreateTenantAsync();

        var error = await Assert.ThrowsAsync<PostgresException>(async () => await new NpgsqlConnection(_fixture.ServiceString).OpenAsync(Cancel));
        Assert.Equal(PostgresErrorCodes.InvalidPassword, error.SqlState);
    }

    [Fact]
    public async Task Server_WhoseScopesTheDatabaseNoLongerKnows_FailsInsteadOfSeeingNothing()
    {
        await using var database = await _fixture.OpenAgainAsync();
        var work = new Workspace(database);
        await work.CreateTenantAsync();
        await _fixture.ExecuteAsync("UPDATE scope_key SET inner_block = outer_block");

        await Assert.ThrowsAsync<PostgresException>(() => work.Tenants.ListAsync(Cancel));
    }

    [Fact]
    public async Task PreparedRole_OfSomebodyElse_IsWorkedWithAsItIs()
    {
        await _fixture.ExecuteAsync($"CREATE ROLE {_fixture.Service} LOGIN PASSWORD 'dba'");
        await using (var owner = await _fixture.OpenToPrepareAsync())
        {
            await owner.PrepareForAsync(_fixture.Keys, _fixture.Service, Cancel);
        }

        await using var database = await Database.OpenPostgresAsync(new NpgsqlConnectionStringBuilder(_fixture.OwnerString) { Username = _fixture.Service, Password = "dba" }.ToString(), Cancel);
        await database.EnterAsync(_fixture.Keys, Cancel);

        var tenant = await new Workspace(database).CreateTenantAsync();
        Assert.Equal([tenant.Id.Value], await _fixture.QueryAsync<string>("SELECT tenant_id FROM tenants"));
        Assert.Equal(_fixture.Service, await database.ReadAsync(tenant.Id, static session => session.FirstOrDefaultAsync<string>("SELECT session_user::text"), Cancel));
    }

    [Theory]
    [InlineData("GRANT OWNER TO SERVICE")]
    [InlineData("ALTER TABLE ledger_writers OWNER TO SERVICE")]
    public async Task PreparedRole_ThatIsTheOwnerAfterAll_IsRefused(string change)
    {
        await _fixture.ExecuteAsync($"CREATE ROLE {_fixture.Service} LOGIN PASSWORD 'dba'");
        await using (var owner = await _fixture.OpenToPrepareAsync())
        {
            await owner.PrepareForAsync(_fixture.Keys, _fixture.Service, Cancel);
        }

        await _fixture.ExecuteAsync(change.Replace("OWNER TO SERVICE", $"OWNER TO {_fixture.Service}", StringComparison.Ordinal).Replace("GRANT OWNER", $"GRANT {_fixture.Owner}", StringComparison.Ordinal).Replace("SERVICE", _fixture.Service, StringComparison.Ordinal));

        await Assert.ThrowsAsync<DatabaseException>(async () =>
        {
            await using var database = await Database.OpenPostgresAsync(new NpgsqlConnectionStringBuilder(_fixture.OwnerString) { Username = _fixture.Service, Password = "dba" }.ToString(), Cancel);
            await database.EnterAsync(_fixture.Keys, Cancel);
        });
    }

    [Fact]
    public async Task PreparedRole_OfAnotherInstallation_IsRefused()
    {
        await _fixture.ExecuteAsync($"CREATE ROLE {_fixture.Service} LOGIN PASSWORD 'dba'");
        await using (var owner = await _fixture.OpenToPrepareAsync())
        {
            await owner.PrepareForAsync(_fixture.Keys, _fixture.Service, Cancel);
        }

        using var other = PostgresFixture.NewKeys();
        await using var database = await Database.OpenPostgresAsync(new NpgsqlConnectionStringBuilder(_fixture.OwnerString) { Username = _fixture.Service, Password = "dba" }.ToString(), Cancel);

        var error = await Assert.ThrowsAsync<DatabaseException>(() => database.EnterAsync(other, Cancel));
        Assert.Contains("was not prepared", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ALTER ROLE SERVICE BYPASSRLS", "BYPASSRLS")]
    [InlineData("ALTER ROLE SERVICE SUPERUSER", "superuser")]
    [InlineData("ALTER ROLE SERVICE CREATEROLE", "CREATEROLE")]
    [InlineData("GRANT pg_read_server_files TO SERVICE", "administration")]
    [InlineData("GRANT CREATE ON SCHEMA public TO SERVICE", "may create tables")]
    public async Task ServiceRole_ThatCouldGetRoundRowSecurity_IsRefused(string change, string reason)
    {
        await using (await _fixture.OpenAgainAsync())
        {
        }

        await _fixture.ExecuteAsync(change.Replace("SERVICE", _fixture.Service, StringComparison.Ordinal));

        var error = await Assert.ThrowsAsync<DatabaseException>(_fixture.OpenAgainAsync);

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Owner_WithoutTheRightToMakeRoles_IsToldWhatToDo()
    {
        await _fixture.ExecuteAsync($"ALTER ROLE {_fixture.Owner} NOCREATEROLE");

        var error = await Assert.ThrowsAsync<DatabaseException>(_fixture.OpenAgainAsync);

        Assert.Contains("CREATEROLE", error.Message, StringComparison.Ordinal);
        Assert.Contains("sallyport database prepare", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Superuser_AsTheOperatorsRole_WorksAsTheServiceRoleToo()
    {
        await using var database = await Database.OpenPostgresAsync(_fixture.SuperuserString, Cancel);
        await database.EnterAsync(_fixture.Keys, Cancel);

        Assert.Equal(_fixture.Service, await database.ReadAsync(DatabaseScope.Installation, static session => session.FirstOrDefaultAsync<string>("SELECT session_user::text"), Cancel));
    }

    [Fact]
    public async Task TwoServers_OnOneDatabase_WorkAsOne()
    {
        await using var first = await _fixture.OpenAgainAsync();
        await using var second = await _fixture.OpenAgainAsync();
        var (one, two) = (new Workspace(first), (Workspace?)null);
        two = new Workspace(second, one.MasterText);
        var life = new TenantLife(one, "Shared");
        await life.BeginAsync(Chapters.All, Cancel);

        await two.Tenants.SuspendAsync(life.Vault.Tenant, Cancel);

        var seen = await one.Tenants.FindAsync(life.Vault.Tenant.Value, Cancel);
        Assert.Equal(TenantState.Suspended, seen.State);
        var vault = await two.Vaults.OpenAsync(life.Vault.Tenant, Cancel);
        Assert.Equal(4, (await two.Files.ListAsync(vault, null, new(100), Cancel)).Items.Count + 1);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => (i % 2 == 0 ? one : two).Policies.AddAsync(vault.Tenant, $"mode: {i}", "ann", Cancel))));
        Assert.Equal(Enumerable.Range(1, 21).Select(static i => (long)i), (await one.Policies.ListAsync(vault.Tenant, Cancel)).Select(static policy => policy.Version).Order());
        Assert.NotNull(await new LedgerStore(second).ReadHeadAsync(vault.Tenant, Cancel));
    }
}
