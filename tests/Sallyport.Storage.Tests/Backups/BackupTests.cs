using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Storage.Backups;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Storage.Tests.Backups;

public sealed class BackupTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(_folder.Location, "data");

    private string Copy => Path.Combine(_folder.Location, "backup");

    private string Restored => Path.Combine(_folder.Location, "restored");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Backup_OfABusyInstallation_IsRestoredWithAllThatWasCommitted()
    {
        TenantId tenant;
        byte[] box;
        await using (var installation = await OpenAsync(Data))
        {
            tenant = (await installation.Tenants.CreateAsync(TenantName.Parse("acme", null), TenantSettings.Standard, Cancel)).Id;
            box = (await installation.Vaults.OpenAsync(tenant, Cancel)).Seal("test", "text"u8, []);
            var writing = Task.Run(
                async () =>
                {
                    for (var i = 0; i < 50; i++)
                    {
                        await installation.Keys.CreateAsync(tenant, new KeyDraft(), Cancel);
                    }
                },
                Cancel);

            await Backup.WriteAsync(installation.Database, Copy, TimeProvider.System, Cancel);
            await writing;
        }

        await Restore.RunAsync(Copy, Restored, TimeProvider.System, Cancel);

        await using var restored = await OpenAsync(Restored);
        Assert.Equal("text"u8.ToArray(), (await restored.Vaults.OpenAsync(tenant, Cancel)).Open("test", box, []));
    }

    [Fact]
    public async Task Restored_Database_SaysSoUntilTheEpochsAreOpen()
    {
        await BackUpAsync();
        await Restore.RunAsync(Copy, Restored, TimeProvider.System, Cancel);
        await using var restored = await OpenAsync(Restored);

        var restoration = await restored.ReadRestorationAsync(Cancel);
        await restored.CompleteRestorationAsync(restoration! with { At = 1 }, Cancel);
        var still = await restored.ReadRestorationAsync(Cancel);
        await restored.CompleteRestorationAsync(restoration, Cancel);

        Assert.Equal(Copy, restoration.From);
        Assert.Equal(restoration, still);
        Assert.Null(await restored.ReadRestorationAsync(Cancel));
    }

    [Fact]
    public async Task Backup_Database_HoldsNoWrappedKey()
    {
        var wrapped = await BackUpAsync();

        var database = await File.ReadAllBytesAsync(Path.Combine(Copy, Database.FileName), Cancel);
        var keys = await File.ReadAllTextAsync(Path.Combine(Copy, "tenant-keys.json"), Encoding.UTF8, Cancel);

        Assert.Equal(-1, database.AsSpan().IndexOf(wrapped));
        Assert.Contains("tn_", keys);
        Assert.Equal(["backup.json", "sallyport.db", "tenant-keys.json"], Directory.GetFiles(Copy).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Restore_OverADatabase_IsRefused()
    {
        await BackUpAsync();

        await Assert.ThrowsAsync<DatabaseException>(() => Restore.RunAsync(Copy, Data, TimeProvider.System, Cancel));

        await using var untouched = await OpenAsync(Data);
        Assert.Null(await untouched.ReadRestorationAsync(Cancel));
    }

    [Theory]
    [InlineData("sallyport.db")]
    [InlineData("tenant-keys.json")]
    public async Task Restore_OfADamagedFile_IsRefusedAndLeavesNothing(string name)
    {
        await BackUpAsync();
        var file = Path.Combine(Copy, name);
        var bytes = await File.ReadAllBytesAsync(file, Cancel);
        bytes[^5] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, Cancel);

        await Assert.ThrowsAsync<DatabaseException>(() => Restore.RunAsync(Copy, Restored, TimeProvider.System, Cancel));

        Assert.False(Directory.Exists(Restored));
    }

    [Fact]
    public async Task Backup_IntoAFolderThatExists_IsRefused()
    {
        Directory.CreateDirectory(Copy);
        await using var installation = await OpenAsync(Data);

        await Assert.ThrowsAsync<DatabaseException>(() => Backup.WriteAsync(installation.Database, Copy, TimeProvider.System, Cancel));
    }

    private async Task<byte[]> BackUpAsync()
    {
        await using var installation = await OpenAsync(Data);
        var tenant = await installation.Tenants.CreateAsync(TenantName.Parse("acme", null), TenantSettings.Standard, Cancel);
        await Backup.WriteAsync(installation.Database, Copy, TimeProvider.System, Cancel);
        return (await new Sallyport.Storage.Tenancy.TenantStore(installation.Database).ReadWrappedKeyAsync(tenant.Id, Cancel))!;
    }

    private async Task<Installation> OpenAsync(string data)
    {
        var database = await Database.OpenSqliteAsync(data, Cancel);
        var key = new MasterKeyFile(MasterKeyFile.DefaultLocation(Data), data);
        return await Installation.OpenAsync(database, key, TimeProvider.System, NullLoggerFactory.Instance, Cancel);
    }
}
