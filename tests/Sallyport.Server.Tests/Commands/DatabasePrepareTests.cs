using System.Runtime.Versioning;
using Npgsql;
using Sallyport.Server.Tests.Failures;
using Sallyport.TestKit;
using Xunit;

namespace Sallyport.Server.Tests.Commands;

[SupportedOSPlatform("linux")]
public sealed class DatabasePrepareTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Database_PreparedForARoleOfTheOperators_IsServedByThatRoleAlone()
    {
        var environment = await TestDatabase.CreateAsync();
        var folder = Directory.CreateTempSubdirectory("sallyport-keys-").FullName;
        environment["SALLYPORT_MASTER_KEY_FILE"] = Path.Combine(folder, "master-key");
        environment["SALLYPORT_DATA"] = Path.Combine(folder, "data");
        var role = "gateway_" + Guid.NewGuid().ToString("N");
        await using (var connection = new NpgsqlConnection((await PostgresServer.GetAsync()).ConnectionString))
        {
            await connection.OpenAsync(Cancel);
            await using var create = new NpgsqlCommand($"CREATE ROLE {role} LOGIN PASSWORD 'tests'", connection);
            await create.ExecuteNonQueryAsync(Cancel);
        }

        var roles = new Dictionary<string, string>(environment)
        {
            ["SALLYPORT_DATABASE"] = new NpgsqlConnectionStringBuilder(environment["SALLYPORT_DATABASE"]) { Username = role, Password = "tests" }.ToString(),
        };
        var early = await SallyportProcess.RunWithAsync(roles, "tenant", "create", "acme");
        var prepared = await SallyportProcess.RunWithAsync(environment, "database", "prepare", "--role", role);
        var created = await SallyportProcess.RunWithAsync(roles, "tenant", "create", "acme");
        var unknown = await SallyportProcess.RunWithAsync(environment, "database", "prepare", "--role", "no_such_role");

        Assert.NotEqual(0, early.Code);
        Assert.True(prepared.Code == 0, prepared.Error);
        Assert.True(created.Code == 0, created.Error);
        Assert.Contains("no role 'no_such_role'", unknown.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("tests", prepared.Output + prepared.Error, StringComparison.Ordinal);
    }
}
