using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Retrieval;
using Sallyport.Storage.Backups;
using Sallyport.Storage.Retrieval;
using Sallyport.Storage.Tests.Retrieval;
using Sallyport.Storage.Tests.Tenancy;
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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task MonthsOfRecords_ComeBackOnlyWithTheFileOfTheirKeys(bool hasFile)
    {
        TenantId tenant;
        byte[] box;
        await using (var installation = await OpenAsync(Data))
        {
            tenant = (await installation.Tenants.CreateAsync(TenantName.Parse("acme", null), TenantSettings.Standard, Cancel)).Id;
            box = (await installation.Vaults.OpenAsync(tenant, Cancel)).SealRecord("test", "text"u8, []);
            await Backup.WriteAsync(installation.Database, Copy, TimeProvider.System, Cancel);
        }

        if (!hasFile)
        {
            File.Delete(Path.Combine(Copy, "record-keys.json"));
        }

        await Restore.RunAsync(Copy, Restored, TimeProvider.System, Cancel);

        await using var restored = await OpenAsync(Restored);
        var vault = await restored.Vaults.OpenAsync(tenant, Cancel);
        if (hasFile)
        {
            Assert.Equal("text"u8.ToArray(), await vault.OpenRecordAsync("test", box, [], Cancel));
        }
        else
        {
            await Assert.ThrowsAnyAsync<System.Security.Cryptography.CryptographicException>(async () => await vault.OpenRecordAsync("test", box, [], Cancel));
        }
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
        Assert.Equal(["backup.json", "document-keys.json", "record-keys.json", "sallyport.db", "tenant-keys.json"], Directory.GetFiles(Copy).Select(Path.GetFileName).Order(StringComparer.Ordinal));
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
    [InlineData("document-keys.json")]
    [InlineData("record-keys.json")]
    [InlineData("vaults")]
    public async Task Restore_OfADamagedFile_IsRefusedAndLeavesNothing(string name)
    {
        await BackUpAsync(withFile: true);
        var file = name == "vaults" ? Assert.Single(Directory.GetFiles(Path.Combine(Copy, name))) : Path.Combine(Copy, name);
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

    [Fact]
    public async Task Files_BackedUp_AreRestoredAndTheirKeysLieApart()
    {
        FileId kept;
        FileId late;
        byte[] wrapped;
        TenantId tenant;
        await using (var installation = await OpenAsync(Data))
        {
            var vault = await CreateVaultAsync(installation);
            tenant = vault.Tenant;
            kept = await UploadAsync(installation, vault, "kept");
            wrapped = (await new FileStore(installation.Database).ReadKeysAsync(vault, [kept], Cancel))[kept];
            late = await UploadAsync(installation, vault, "late");

            // As if it had been uploaded between the copy of the keys and that of the vault.
            await installation.Database.WriteAsync(DatabaseScope.Installation, session => session.ExecuteAsync("UPDATE document_keys SET upload_deadline = 1 WHERE file_id = @late", new { late = late.Value }), Cancel);
            await Backup.WriteAsync(installation.Database, Copy, TimeProvider.System, Cancel);
        }

        await Restore.RunAsync(Copy, Restored, TimeProvider.System, Cancel);

        foreach (var file in Directory.GetFiles(Copy, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith("document-keys.json", StringComparison.Ordinal)))
        {
            Assert.Equal(-1, (await File.ReadAllBytesAsync(file, Cancel)).AsSpan().IndexOf(wrapped));
        }

        await using var restored = await OpenAsync(Restored);
        var opened = await restored.Vaults.OpenAsync(tenant, Cancel);
        await using var stream = await restored.Files.OpenReadAsync(opened, kept, Cancel);
        Assert.Equal("kept", await new StreamReader(stream!).ReadToEndAsync(Cancel));
        Assert.Null(await restored.Files.FindAsync(opened, late, Cancel));
        await restored.Files.CompleteDeletionsAsync(Cancel);
        Assert.Equal(1, await restored.Database.Vaults.ReadAsync(tenant, session => session.FirstOrDefaultAsync<long>("SELECT count(*) FROM files"), Cancel));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Assert.Single(Directory.GetFiles(Path.Combine(Restored, "vaults"), "*.vault"))));
        }
    }

    [Fact]
    public async Task PostgresDumps_ThatAreOneSided_ArePutRightWhenTheyAreMarked()
    {
        var fixture = new PostgresFixture();
        await fixture.InitializeAsync();
        try
        {
            var work = new Workspace(fixture.Database);
            var vault = await work.CreateVaultAsync();
            var library = new LibraryWork(work);
            var (whole, keyless, rowless) = (await library.UploadAsync(vault, "a"), await library.UploadAsync(vault, "b"), await library.UploadAsync(vault, "c"));
            await fixture.ExecuteAsync("DELETE FROM document_keys WHERE file_id = @file", new { file = keyless.Value });
            await fixture.ExecuteAsync("DELETE FROM files WHERE file_id = @file", new { file = rowless.Value });

            await Restore.MarkRestoredAsync(fixture.Database, "dumps", TimeProvider.System, Cancel);
            await work.Files.CompleteDeletionsAsync(Cancel);

            Assert.Equal([whole.Value], await fixture.QueryAsync<string>("SELECT file_id FROM files"));
            Assert.Equal([whole.Value], await fixture.QueryAsync<string>("SELECT file_id FROM document_keys"));
            Assert.Empty(work.Journal.Acts);
        }
        finally
        {
            await fixture.DisposeAsync();
        }
    }

    [Fact]
    public async Task Restore_OverVaults_IsRefused()
    {
        await BackUpAsync(withFile: true);
        Directory.CreateDirectory(Path.Combine(Restored, "vaults"));
        await File.WriteAllTextAsync(Path.Combine(Restored, "vaults", "somebody's"), "", Cancel);

        await Assert.ThrowsAsync<DatabaseException>(() => Restore.RunAsync(Copy, Restored, TimeProvider.System, Cancel));

        Assert.False(File.Exists(Path.Combine(Restored, Database.FileName)));
    }

    private static async Task<TenantVault> CreateVaultAsync(Installation installation) => await installation.Vaults.OpenAsync(
        (await installation.Tenants.CreateAsync(TenantName.Parse("acme", null), TenantSettings.Standard, Cancel)).Id, Cancel);

    private static async Task<FileId> UploadAsync(Installation installation, TenantVault vault, string text) =>
        (await installation.Files.UploadAsync(vault, "a.txt", "assistants", new MemoryStream(Encoding.UTF8.GetBytes(text)), 100, Cancel)).Id;

    private async Task<byte[]> BackUpAsync(bool withFile = false)
    {
        await using var installation = await OpenAsync(Data);
        var vault = await CreateVaultAsync(installation);
        if (withFile)
        {
            await UploadAsync(installation, vault, "text");
        }

        await Backup.WriteAsync(installation.Database, Copy, TimeProvider.System, Cancel);
        return (await new Sallyport.Storage.Tenancy.TenantStore(installation.Database).ReadWrappedKeyAsync(vault.Tenant, Cancel))!;
    }

    private async Task<Installation> OpenAsync(string data)
    {
        var database = await Database.OpenSqliteAsync(data, Cancel);
        var key = new MasterKeyFile(MasterKeyFile.DefaultLocation(Data), data);
        return await Installation.OpenAsync(database, key, TimeProvider.System, NullLoggerFactory.Instance, Cancel);
    }
}
