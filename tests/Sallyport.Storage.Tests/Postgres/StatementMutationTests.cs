using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sallyport.Storage.Tests.Tenancy;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Storage.Tests.Postgres;

/// <summary>
/// Every statement that names its tenant loses that condition, one at a time, while a tenant goes through all stores beside another one: a mistake in any one of them gives nothing away.
/// </summary>
public sealed partial class StatementMutationTests
{
    private const string Mine = "Mine";
    private const string Theirs = "Theirs";

    // Fewer would mean that the lives no longer go through all stores, or that statements are written otherwise than the pattern knows.
    private const int FewestStatements = 110;

    // Each with a part of a tenant's life in which it is run.
    private readonly Dictionary<string, Chapters> _statements = [];
    private readonly Dictionary<Chapters, int> _lines = [];
    private Chapters _chapter;
    private string? _mutated;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Postgres_StatementWithoutItsTenant_ReadsAndChangesNothingOfAnother()
    {
        await using var tenants = new Tenants(await PostgresAsync());
        var theirs = await tenants.BeginAsync(Theirs);
        await RecordAsync(tenants);
        var before = await RowsAsync(tenants.Postgres, theirs.Vault.Tenant);

        foreach (var (statement, chapter) in _statements)
        {
            _mutated = statement;
            var life = await tenants.LiveAsync(Mine, chapter);
            _mutated = null;

            Assert.False(Shows(life.Seen, theirs.Vault.Tenant), $"reads another tenant's rows: {statement}");
            Assert.True(_lines[chapter] == life.Seen.Count(static character => character == '\n'), $"sees other things than before: {statement}");
            var changed = (await RowsAsync(tenants.Postgres, theirs.Vault.Tenant)).Except(before).ToList();
            Assert.True(changed.Count == 0, $"changes another tenant's rows: {statement}: {changed.FirstOrDefault()}");
        }
    }

    [Fact]
    public async Task Postgres_WithRowSecurityOffToo_GivesNoTextAway()
    {
        await using var tenants = new Tenants(await PostgresAsync());
        var theirs = await tenants.BeginAsync(Theirs);
        await RecordAsync(tenants);
        foreach (var table in await TablesAsync(tenants.Postgres))
        {
            await tenants.Postgres.ExecuteAsync($"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY");
        }

        var reached = 0;
        foreach (var (statement, chapter) in _statements.Where(static pair => pair.Key.StartsWith("SELECT", StringComparison.Ordinal)))
        {
            _mutated = statement;
            var seen = "";
            try
            {
                seen = (await tenants.LiveAsync(Mine, chapter)).Seen;
            }
            catch (CryptographicException)
            {
                reached++;
            }
            catch (Exception e) when (e is InvalidOperationException or ArgumentException or NullReferenceException or IOException or TimeoutException or TenancyException or System.Data.Common.DbException)
            {
                // More rows than the store knows what to do with.
            }

            _mutated = null;
            Assert.False(seen.Contains(TenantLife.SecretOf(Theirs), StringComparison.Ordinal), statement);
            reached += Shows(seen, theirs.Vault.Tenant) ? 1 : 0;
        }

        // Without row-level security the mistakes do reach the other tenant's rows: the test above is not idle.
        Assert.True(reached >= 8, $"{reached}");
    }

    [Fact]
    public async Task Sqlite_StatementOfAVaultWithoutItsTenant_ReachesNoOtherVault()
    {
        var fixture = new SqliteFixture();
        await fixture.InitializeAsync();
        fixture.Database.Rewriting = Rewrite;
        await using var tenants = new Tenants(fixture.Database, fixture);
        var theirs = await tenants.BeginAsync(Theirs);
        await RecordAsync(tenants);
        var before = await VaultAsync(fixture.Database, theirs.Vault.Tenant);
        var ofVaults = _statements.Where(static pair => VaultTables().IsMatch(pair.Key)).ToList();
        Assert.True(ofVaults.Count >= 40, $"{ofVaults.Count}");

        foreach (var (statement, chapter) in ofVaults)
        {
            _mutated = statement;
            var life = await tenants.LiveAsync(Mine, chapter);
            _mutated = null;

            Assert.False(life.Seen.Contains(Theirs, StringComparison.Ordinal), statement);
            Assert.True(before == await VaultAsync(fixture.Database, theirs.Vault.Tenant), statement);
        }
    }

    [GeneratedRegex(@"\b(\w+\.)?tenant_id = @\w+", RegexOptions.CultureInvariant)]
    private static partial Regex Predicate();

    [GeneratedRegex(@"\b(FROM|UPDATE) (files|file_parts|vector_stores|file_batches|store_files|removed_documents|chunks|chunk_vectors)\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex VaultTables();

    private static async Task<string> VaultAsync(Database database, TenantId tenant)
    {
        var rows = new List<object>();
        foreach (var table in (string[])["files", "file_parts", "vector_stores", "file_batches", "store_files", "removed_documents", "chunks", "chunk_vectors"])
        {
            rows.AddRange(await database.Vaults.ReadAsync(tenant, session => session.QueryAsync<dynamic>($"SELECT * FROM {table} ORDER BY 1, 2, 3"), Cancel));
        }

        return JsonSerializer.Serialize(rows);
    }

    private static Task<List<string>> TablesAsync(PostgresFixture postgres) =>
        postgres.QueryAsync<string>("SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'tenant_id' ORDER BY table_name");

    private static bool Shows(string seen, TenantId tenant) => seen.Contains(Theirs, StringComparison.Ordinal) || seen.Contains(tenant.Value, StringComparison.Ordinal);

    private static async Task<List<string>> RowsAsync(PostgresFixture postgres, TenantId tenant)
    {
        var tables = await TablesAsync(postgres);
        return await postgres.QueryAsync<string>(
            string.Join(" UNION ALL ", tables.Select(static table => $"SELECT '{table}' || t::text FROM {table} t WHERE tenant_id = @tenant")) + " ORDER BY 1", new { tenant = tenant.Value });
    }

    private async Task<PostgresFixture> PostgresAsync()
    {
        var fixture = new PostgresFixture();
        await fixture.InitializeAsync();
        fixture.Database.Rewriting = Rewrite;
        return fixture;
    }

    private string Rewrite(string sql)
    {
        if (!Predicate().IsMatch(sql))
        {
            return sql;
        }

        if (_chapter != default)
        {
            _statements.TryAdd(sql, _chapter);
        }

        return sql == _mutated ? Predicate().Replace(sql, "1 = 1") : sql;
    }

    private async Task RecordAsync(Tenants tenants)
    {
        foreach (var chapter in (Chapters[])[Chapters.Administration, Chapters.Records, Chapters.Library, Chapters.Rotation])
        {
            _chapter = chapter;
            var life = await tenants.LiveAsync(Mine, chapter);
            _chapter = default;
            Assert.Contains(TenantLife.SecretOf(Mine), life.Seen, StringComparison.Ordinal);
            _lines[chapter] = life.Seen.Count(static character => character == '\n');
        }

        Assert.True(_statements.Count >= FewestStatements, $"{_statements.Count}");

        // Of the rotation of a data key: its own row, the wrapped keys, and each kind of sealed value, read and replaced.
        var rotating = _statements.Where(static pair => pair.Value == Chapters.Rotation).Select(static pair => pair.Key).ToList();
        Assert.Contains(rotating, static statement => statement.StartsWith("UPDATE tenant_keys", StringComparison.Ordinal));
        foreach (var table in (string[])["upstreams", "policies", "known_secrets", "exemplars", "record_keys", "recorded_segments", "ledger_payloads", "document_keys", "vector_stores"])
        {
            Assert.Contains(rotating, statement => statement.StartsWith("SELECT", StringComparison.Ordinal) && statement.Contains($"AS box FROM {table}", StringComparison.Ordinal));
            Assert.Contains(rotating, statement => statement.StartsWith($"UPDATE {table} SET", StringComparison.Ordinal) && statement.Contains("@next", StringComparison.Ordinal));
        }
    }

    /// <summary>Tenants of one installation, whose master key opens all their vaults.</summary>
    private sealed class Tenants(Database database, IAsyncLifetime fixture) : IAsyncDisposable
    {
        private readonly string _master = Convert.ToBase64String(RandomNumberGenerator.GetBytes(MasterKey.Length));

        public Tenants(PostgresFixture fixture)
            : this(fixture.Database, fixture)
        {
        }

        public PostgresFixture Postgres => (PostgresFixture)fixture;

        public async Task<TenantLife> BeginAsync(string mark, Chapters chapters = Chapters.All)
        {
            var life = new TenantLife(new Workspace(database, _master), mark);
            await life.BeginAsync(chapters, Cancel);
            return life;
        }

        public async Task<TenantLife> LiveAsync(string mark, Chapters chapters)
        {
            var life = await BeginAsync(mark, chapters);
            await life.LiveAsync(chapters, Cancel);
            await life.DieAsync(Cancel);
            return life;
        }

        public ValueTask DisposeAsync() => fixture.DisposeAsync();
    }
}
