using Dapper;
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

    public async Task<int> ExecuteAsync(string sql, object? parameters = null)
    {
        await using var connection = new NpgsqlConnection(_connectionString);
        return await connection.ExecuteAsync(sql, parameters);
    }

    public async Task<List<T>> QueryAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = new NpgsqlConnection(_connectionString);
        return (await connection.QueryAsync<T>(sql, parameters)).AsList();
    }

    /// <summary>Adds pgvector to the class's database. Skips the test on a server that doesn't have it.</summary>
    public async Task AddVectorAsync()
    {
        var available = await QueryAsync<long>("SELECT count(*) FROM pg_available_extensions WHERE name = 'vector'");
        Assert.SkipUnless(available is [1], "This PostgreSQL has no pgvector: tests/bring-postgres.sh brings one that has.");
        await ExecuteAsync("CREATE EXTENSION IF NOT EXISTS vector");
    }

    /// <summary>Opens the class's database to keep vectors. Skips the test on a server that doesn't have pgvector.</summary>
    public async Task<Database> OpenWithVectorsAsync()
    {
        await AddVectorAsync();
        return await Database.OpenPostgresAsync(_connectionString, keepsVectors: true, CancellationToken.None);
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
