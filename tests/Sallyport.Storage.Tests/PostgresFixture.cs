using System.Security.Cryptography;
using Dapper;
using Npgsql;
using Sallyport.Storage.Postgres;
using Sallyport.Tenancy;
using Sallyport.TestKit;
using Xunit;

namespace Sallyport.Storage.Tests;

/// <summary>A database of its own, whose owner is no superuser, as an operator would make it.</summary>
public sealed class PostgresFixture : IDatabaseFixture, IAsyncLifetime
{
    private Database? _database;

    public Database Database => _database ?? throw new InvalidOperationException("Not started.");

    /// <summary>The installation's key that the database is opened with.</summary>
    public InstanceSigningKey Keys { get; init; } = NewKeys();

    /// <summary>The database's name.</summary>
    public string Name { get; } = "sallyport_" + Guid.NewGuid().ToString("N");

    /// <summary>What an operator gives the server.</summary>
    public string OwnerString { get; private set; } = "";

    /// <summary>A superuser's, in this database.</summary>
    public string SuperuserString { get; private set; } = "";

    /// <summary>The server's own role's.</summary>
    public string ServiceString => new NpgsqlConnectionStringBuilder(OwnerString) { Username = Service, Password = ServiceRole.PasswordOf(Keys, Service) }.ToString();

    public string Service => ServiceRole.NameFor(Name);

    public string Owner => Name + "_owner";

    public async Task<Database> OpenAgainAsync()
    {
        var database = await OpenToPrepareAsync();
        await database.EnterAsync(Keys, CancellationToken.None);
        return database;
    }

    public static InstanceSigningKey NewKeys() => InstanceSigningKey.FromSeed("tests", RandomNumberGenerator.GetBytes(InstanceSigningKey.Length));

    public Task<Database> OpenToPrepareAsync() => Database.OpenPostgresAsync(OwnerString, CancellationToken.None);

    public async Task<int> ExecuteAsync(string sql, object? parameters = null)
    {
        await using var connection = new NpgsqlConnection(SuperuserString);
        return await connection.ExecuteAsync(sql, parameters);
    }

    public async Task<List<T>> QueryAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = new NpgsqlConnection(SuperuserString);
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
        var database = await Database.OpenPostgresAsync(OwnerString, keepsVectors: true, CancellationToken.None);
        await database.EnterAsync(Keys, CancellationToken.None);
        return database;
    }

    public async ValueTask InitializeAsync()
    {
        await CreateAsync();
        _database = await OpenAgainAsync();
    }

    /// <summary>Creates the database without opening it.</summary>
    public async Task CreateAsync()
    {
        var server = await PostgresServer.GetAsync();
        SuperuserString = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = Name }.ToString();
        OwnerString = new NpgsqlConnectionStringBuilder(SuperuserString) { Username = Owner, Password = "tests" }.ToString();
        await OnServerAsync($"CREATE ROLE {Owner} LOGIN CREATEROLE PASSWORD 'tests'");
        await OnServerAsync($"CREATE DATABASE {Name} OWNER {Owner}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }

        await OnServerAsync($"DROP DATABASE IF EXISTS {Name} WITH (FORCE)");
        await OnServerAsync($"DROP ROLE IF EXISTS {Service}");
        await OnServerAsync($"DROP ROLE IF EXISTS {Owner}");
    }

    private static async Task OnServerAsync(string sql)
    {
        await using var connection = new NpgsqlConnection((await PostgresServer.GetAsync()).ConnectionString);
        await connection.ExecuteAsync(sql);
    }
}
