using Npgsql;
using Sallyport.TestKit;

namespace Sallyport.Server.Tests.Failures;

/// <summary>A database of its own on a PostgreSQL server, and how a server is told of it.</summary>
internal static class TestDatabase
{
    /// <summary>Creates a database.</summary>
    /// <param name="server">Where; the shared server where null.</param>
    /// <returns>The environment that names it.</returns>
    public static async Task<Dictionary<string, string>> CreateAsync(PostgresServer? server = null)
    {
        server ??= await PostgresServer.GetAsync();
        var name = "sallyport_" + Guid.NewGuid().ToString("N");
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return new() { ["SALLYPORT_DATABASE"] = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = name }.ToString() };
    }
}
