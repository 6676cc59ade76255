using System.Text.Json;
using Sallyport.Server.Tests.Failures;
using Xunit;

namespace Sallyport.Server.Tests.Commands;

/// <summary>What is left of a deleted tenant by the real commands: its ledger.</summary>
public sealed class DeletedTenantTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ledger_OfADeletedTenant_IsExportedProvenAndVerifiedByItsId(bool isPostgres)
    {
        var environment = isPostgres ? await TestDatabase.CreateAsync() : [];
        var folder = Directory.CreateTempSubdirectory("sallyport-deleted-").FullName;
        var (ledger, proof) = (Path.Combine(folder, "ledger.jsonl"), Path.Combine(folder, "proof.json"));
        await OkAsync("tenant", "create", "acme");
        var id = JsonDocument.Parse(await OkAsync("tenant", "list", "--json")).RootElement[0].GetProperty("id").GetString()!;

        var deleted = await OkAsync("tenant", "delete", "acme", "--yes");
        await OkAsync("tenant", "create", "acme");
        var key = JsonDocument.Parse(await OkAsync("ledger", "export", id, ledger, "--json")).RootElement.GetProperty("public_key").GetString()!;
        await File.WriteAllTextAsync(proof, await OkAsync("ledger", "prove", id, "1"), Cancel);
        var verified = await SallyportProcess.RunAsync("ledger", "verify", ledger, "--key", key);
        var proven = await SallyportProcess.RunAsync("ledger", "verify", proof, "--proof", "--key", key);
        var beyond = await RunAsync("ledger", "prove", id, "2");
        var keys = await RunAsync("key", "list", id);
        var unknown = await RunAsync("ledger", "export", "tn_0000000000000000", ledger, "--force");
        Directory.Delete(folder, recursive: true);

        Assert.Contains($"sallyport ledger export {id} ", deleted);
        Assert.StartsWith($"Sound. Tenant {id}; entries: 2,", verified.Output);
        Assert.StartsWith($"Sound. Tenant {id};", proven.Output);
        Assert.Contains($"the ledger of '{id}' has no entry 2", beyond.Error);
        Assert.Contains($"There is no tenant '{id}'", keys.Error);
        Assert.Contains("There is no tenant 'tn_0000000000000000'", unknown.Error);

        Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) =>
            SallyportProcess.RunWithAsync(environment, [.. arguments, "--data", Path.Combine(folder, "data")]);

        async Task<string> OkAsync(params string[] arguments)
        {
            var (code, output, error) = await RunAsync(arguments);
            Assert.True(code == 0, error);
            return output;
        }
    }
}
