using Sallyport.Storage.Tests.Tenancy;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Storage.Tests;

public sealed class CrashTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Process_KilledInsideATransaction_LosesThatOneOnly()
    {
        using var folder = new TemporaryFolder();
        using var image = new TemporaryFolder();
        await using var database = await Database.OpenSqliteAsync(folder.Location, Cancel);
        var work = new Workspace(database);
        var committed = await work.CreateTenantAsync();
        await database.TryWriteAsync(
            DatabaseScope.Installation,
            async session =>
            {
                await session.ExecuteAsync("UPDATE tenants SET state = 'suspended', name = 'half-done'");

                // A killed process leaves its files as they are at that moment; the shared-memory index is rebuilt from the log.
                foreach (var file in Directory.GetFiles(folder.Location).Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)))
                {
                    CopyShared(file, Path.Combine(image.Location, Path.GetFileName(file)));
                }

                return false;
            },
            Cancel);

        await using var survivor = await Database.OpenSqliteAsync(image.Location, Cancel);

        var tenant = await new Workspace(survivor, work.MasterText).Tenants.FindAsync(committed.Id.Value, Cancel);
        Assert.Equal(committed, tenant);
        Assert.Equal(TenantState.Active, tenant.State);
    }

    private static void CopyShared(string from, string to)
    {
        using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var target = File.Create(to);
        source.CopyTo(target);
    }
}
