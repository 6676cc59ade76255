using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Ledger;
using Sallyport.Rotation;
using Sallyport.Storage;
using Sallyport.Storage.Ledger;
using Sallyport.Storage.Tenancy;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Server.Tests.Failures;

/// <summary><c>kill -9</c> of real processes while a tenant's data key is rotated.</summary>
[SupportedOSPlatform("linux")]
public sealed class KilledRotationTests
{
    private const int Payloads = 20_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rotation_KilledInTheMiddleTwice_GoesOnByItselfAndLosesNothing(bool isPostgres)
    {
        var environment = isPostgres ? await TestDatabase.CreateAsync() : [];
        var folder = Directory.CreateTempSubdirectory("sallyport-server-").FullName;
        var first = await SallyportProcess.ServeWithAsync(environment, folder);
        await FillAsync(first, environment);
        await first.KillAsync();

        using (var command = SallyportProcess.Begin(environment, "tenant", "rotate-key", "default", "--data", first.Data, "--master-key-file", first.MasterKeyFile))
        {
            await UntilAsync(first, environment, static rotation => rotation is { Phase: KeyRotationPhase.Resealing, Resealed: > 1_000 });
            command.Kill();
            await command.WaitForExitAsync(Cancel);
        }

        var torn = await AssertReadableAsync(first, environment);
        Assert.InRange(torn!.Resealed, 1_001, Payloads - 1);

        await using (var second = await SallyportProcess.ServeWithAsync(environment, folder))
        {
            await UntilAsync(first, environment, rotation => rotation!.Resealed > torn.Resealed);
            await second.KillAsync();
            await AssertReadableAsync(first, environment);
            await using var third = await SallyportProcess.ServeWithAsync(environment, folder);
            await UntilAsync(first, environment, static rotation => rotation!.Phase == KeyRotationPhase.Settling);
            var settling = await AssertReadableAsync(first, environment);
            Assert.True(settling!.Resealed >= Payloads);

            // Ten minutes later.
            await using (var installation = await OpenAsync(first, environment))
            {
                var tenant = (await installation.Tenants.FindAsync("default", Cancel)).Id;
                Assert.Equal(1, await installation.Database.WriteAsync(tenant, session => session.ExecuteAsync("UPDATE key_rotations SET since = 0"), Cancel));
            }

            await UntilAsync(first, environment, static rotation => rotation is null);
            Assert.Null(await AssertReadableAsync(first, environment));
            Assert.Contains("tenant.key_rotated", (await ServedLedger.ReadAsync(third, environment)).Kinds);
        }
    }

    private static async Task FillAsync(SallyportProcess server, Dictionary<string, string> environment)
    {
        await using var installation = await OpenAsync(server, environment);
        var tenant = (await installation.Tenants.FindAsync("default", Cancel)).Id;

        // Without keys of months, so that each payload is under the data key itself.
        using var master = await new MasterKeyFile(server.MasterKeyFile, server.Data).ReadAsync(mayCreate: false, Cancel);
        using var vaults = new TenantVaults(master, new TenantStore(installation.Database));
        var vault = await vaults.OpenAsync(tenant, Cancel);
        await using var writer = await LedgerWriter.OpenAsync(
            new LedgerStore(installation.Database), new LedgerWriterOptions(), TimeProvider.System, NullLogger<LedgerWriter>.Instance, Cancel);
        for (var i = 0; i < Payloads; i++)
        {
            var draft = new LedgerDraft { Kind = "test" };
            draft.Attach(SealedPayload.Seal(vault, "detail", Encoding.UTF8.GetBytes(i.ToString(CultureInfo.InvariantCulture))));
            await writer.AppendAsync(tenant, draft, i == Payloads - 1 ? Durability.Strict : Durability.Batched, Cancel);
        }
    }

    private static async Task<TenantKeyRotation?> AssertReadableAsync(SallyportProcess server, Dictionary<string, string> environment)
    {
        await using var installation = await OpenAsync(server, environment);
        var tenant = (await installation.Tenants.FindAsync("default", Cancel)).Id;
        var reader = new LedgerReader(new LedgerStore(installation.Database), await installation.Vaults.OpenAsync(tenant, Cancel));
        var read = new List<string>();
        for (long at = 0, count = await reader.CountAsync(Cancel); at < count; at += 1_000)
        {
            foreach (var entry in (await reader.ReadAsync(at, 1_000, Cancel)).Where(static entry => entry.Kind == "test"))
            {
                read.Add(Encoding.UTF8.GetString(await reader.OpenPayloadAsync(Assert.Single(entry.Payloads), Cancel)));
            }
        }

        Assert.Equal(Enumerable.Range(0, Payloads).Select(static i => i.ToString(CultureInfo.InvariantCulture)), read);
        return await installation.KeyRotations.FindAsync(tenant, Cancel);
    }

    private static async Task UntilAsync(SallyportProcess server, Dictionary<string, string> environment, Func<TenantKeyRotation?, bool> isThere)
    {
        await using var installation = await OpenAsync(server, environment);
        var tenant = (await installation.Tenants.FindAsync("default", Cancel)).Id;
        var patience = Stopwatch.StartNew();
        while (!isThere(await installation.KeyRotations.FindAsync(tenant, Cancel)))
        {
            Assert.True(patience.Elapsed < TimeSpan.FromMinutes(1), "The rotation does not go on.");
            await Task.Delay(5, Cancel);
        }
    }

    private static async Task<Installation> OpenAsync(SallyportProcess server, Dictionary<string, string> environment)
    {
        var database = environment.TryGetValue("SALLYPORT_DATABASE", out var connection)
            ? await Database.OpenPostgresAsync(connection, Cancel)
            : await Database.OpenSqliteAsync(server.Data, Cancel);
        return await Installation.OpenAsync(database, new MasterKeyFile(server.MasterKeyFile, server.Data), TimeProvider.System, NullLoggerFactory.Instance, Cancel);
    }
}
