using Npgsql;
using Sallyport.TestKit;
using Xunit;

namespace Sallyport.Storage.Tests;

public sealed class PostgresFixture : IDatabaseFixture, IAsyncLifetime
{
    private readonly string _name = "sallyport_" + Guid.NewGuid().ToString("N");
    private string _connectionString = "";
    private Database? _database;

    public Database Database => _database ?? throw new InvalidOperationException("Not started.");

    public Task<Database> OpenAgainAsync() => Database.OpenPostgresAsync(_connectionString, CancellationToken.None);

    /// <summary>Adds pgvector to the class's database. Skips the test on a server that doesn't have it.</summary>
    public async Task AddVectorAsync()
    {
        await using var source = NpgsqlDataSource.Create(_connectionString);
        await using var look = source.CreateCommand("SELECT count(*) FROM pg_available_extensions WHERE name = 'vector'");
        Assert.SkipUnless(await look.ExecuteScalarAsync() is 1L, "This PostgreSQL has no pgvector: tests/bring-postgres.sh brings one that has.");
        await using var add = source.CreateCommand("CREATE EXTENSION IF NOT EXISTS vector");
        await add.ExecuteNonQueryAsync();
    }

    public async ValueTask InitializeAsync()
    {
        var server = await PostgresServer.GetAsync();
        await ExecuteAsync(server, $"CREATE DATABASE {_name}");
        _connectionString = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = _name }.ToString();
        _database = await OpenAgainAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }

        await ExecuteAsync(await PostgresServer.GetAsync(), $"DROP DATABASE IF EXISTS {_name} WITH (FORCE)");
    }

    private static async Task ExecuteAsync(PostgresServer server, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
