using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text.Json;
using Npgsql;
using Xunit;

namespace Sallyport.Server.Tests.Failures;

/// <summary><c>kill -9</c> of <c>tenant delete</c> between the destruction of the key and its statement in the ledger.</summary>
[SupportedOSPlatform("linux")]
public sealed class KilledDeletionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Deletion_KilledBeforeTheLedgerTells_IsStatedByTheNextServerWithTheHashOfTheKey()
    {
        var environment = await TestDatabase.CreateAsync();
        var folder = Directory.CreateTempSubdirectory("sallyport-server-").FullName;
        string[] installation = ["--data", Path.Combine(folder, "data"), "--master-key-file", Path.Combine(folder, "data.master-key")];
        var created = await SallyportProcess.RunWithAsync(environment, ["tenant", "create", "acme", .. installation]);
        Assert.True(created.Code == 0, created.Error);
        await using var connection = new NpgsqlConnection(environment["SALLYPORT_DATABASE"]);
        await connection.OpenAsync(Cancel);
        var tenant = (string)(await AskAsync("SELECT tenant_id FROM tenants"))!;
        var hash = Convert.ToHexStringLower(SHA256.HashData((byte[])(await AskAsync("SELECT wrapped FROM tenant_keys"))!));

        await using (var held = await connection.BeginTransactionAsync(Cancel))
        {
            await AskAsync("LOCK TABLE ledger_entries IN EXCLUSIVE MODE");
            using var command = SallyportProcess.Begin(environment, ["tenant", "delete", "acme", "--yes", .. installation]);
            var state = await SallyportProcess.UntilAsync(() => AskAsync("SELECT state FROM tenants"), static state => state is "deleted");
            command.Kill();
            await command.WaitForExitAsync(Cancel);
            await AskAsync("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
            Assert.Equal("deleted", state);
        }

        Assert.Null(await AskAsync("SELECT wrapped FROM tenant_keys"));
        Assert.Empty(await StatedAsync());

        // A minute later.
        await AskAsync("UPDATE tenant_deletions SET deleted = 0");
        await using var server = await SallyportProcess.ServeWithAsync(environment, folder);
        var stated = await SallyportProcess.UntilAsync(StatedAsync, static stated => stated.Length > 0);
        var left = await SallyportProcess.UntilAsync(() => AskAsync("SELECT count(*) FROM tenant_deletions"), static count => count is 0L);

        Assert.Equal(hash, Assert.Single(stated).GetProperty("facts").GetProperty("destroyed_key_sha256").GetString());
        Assert.Equal(0L, left);

        async Task<object?> AskAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            return await command.ExecuteScalarAsync(Cancel);
        }

        async Task<JsonElement[]> StatedAsync()
        {
            var file = Path.Combine(folder, "ledger.jsonl");
            var (code, _, error) = await SallyportProcess.RunWithAsync(environment, ["ledger", "export", tenant, file, "--force", .. installation]);
            Assert.True(code == 0, error);
            return
            [
                .. File.ReadLines(file).Select(static line => JsonElement.Parse(line))
                    .Where(static line => line.TryGetProperty("entry", out var entry) && entry.GetProperty("kind").GetString() == "tenant.deleted")
                    .Select(static line => line.GetProperty("entry")),
            ];
        }
    }
}
