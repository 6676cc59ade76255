using Sallyport.Retrieval;
using Sallyport.Retrieval.Library;
using Sallyport.Storage.Tests.Tenancy;
using Xunit;

namespace Sallyport.Storage.Tests.Retrieval;

/// <summary>What a process leaves behind that is killed: its files as they are at that moment, copied while it works, and opened by another one.</summary>
public sealed class VaultCrashTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _image = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _folder.Dispose();
        _image.Dispose();
    }

    [Fact]
    public async Task Upload_KilledInTheMiddle_IsNotSeenAndGoesAway()
    {
        await using var database = await Database.OpenSqliteAsync(_folder.Location, Cancel);
        var work = new Workspace(database);
        var vault = await work.CreateVaultAsync();
        var before = await new LibraryWork(work).UploadAsync(vault, "before");

        await work.Files.UploadAsync(vault, "torn.txt", "assistants", new PausingStream(3 * FilePart, 2 * FilePart, TakeImage), long.MaxValue, Cancel);

        await using var survivor = await Database.OpenSqliteAsync(_image.Location, Cancel);
        var after = new Workspace(survivor, work.MasterText);
        var opened = await after.Vaults.OpenAsync(vault.Tenant, Cancel);
        Assert.Equal(before, Assert.Single((await after.Files.ListAsync(opened, null, new ListWindow<FileId>(10), Cancel)).Items).Id);
        Assert.Equal(2, await CountAsync(survivor, opened, "file_parts"));
        after.Time.Advance(FileLibrary.UploadPatience + TimeSpan.FromMinutes(1));
        await after.Files.CompleteDeletionsAsync(Cancel);
        after.Time.Advance(TimeSpan.FromMinutes(2));
        await after.Files.CompleteDeletionsAsync(Cancel);
        Assert.Equal(1, await CountAsync(survivor, opened, "file_parts"));
        Assert.Equal(1, await CountAsync(survivor, opened, "files"));
    }

    [Fact]
    public async Task Ingestion_KilledInTheMiddle_IsDoneAnewAndNothingIsHalfReadable()
    {
        await using var database = await Database.OpenSqliteAsync(_folder.Location, Cancel);
        var work = new LibraryWork(new Workspace(database));
        var vault = await work.Tenancy.CreateVaultAsync();
        var store = (await work.CreateStoreAsync(vault)).Id;
        var file = await work.AttachAsync(vault, store, string.Join('\n', Enumerable.Range(0, 1_000).Select(static i => $"Line {i}: a document that is cut into more chunks than are written at once.")));
        var calls = 0;
        work.Embedder.Before = (_, _) =>
        {
            if (++calls == 2)
            {
                TakeImage();
            }

            return Task.CompletedTask;
        };
        await work.IngestAsync();
        var whole = await work.TextAsync(vault, store, file);
        Assert.True(calls > 1);

        await using var survivor = await Database.OpenSqliteAsync(_image.Location, Cancel);
        var after = new LibraryWork(new Workspace(survivor, work.Tenancy.MasterText));
        var opened = await after.Tenancy.Vaults.OpenAsync(vault.Tenant, Cancel);
        var torn = await after.FindAsync(opened, store, file);
        Assert.Equal(StoreFileState.InProgress, torn.State);
        Assert.InRange(torn.ChunksDone, 1, torn.ChunksTotal!.Value - 1);
        Assert.Null(await after.TextAsync(opened, store, file));
        Assert.Empty((await after.Tenancy.StoreDocuments.ReadChangesAsync(opened, store, 0, isFirstLoad: true, new WantedVectors(null, 4), Cancel))!.Present);

        after.Tenancy.Time.Advance(TimeSpan.FromMinutes(2));
        await after.IngestAsync();

        Assert.Equal(whole, await after.TextAsync(opened, store, file));
        Assert.Equal(torn.ChunksTotal, await CountAsync(survivor, opened, "chunks"));
    }

    private const int FilePart = 256 * 1024;

    private static Task<long> CountAsync(Database database, Sallyport.Tenancy.TenantVault vault, string table) =>
        database.Vaults.ReadAsync(vault.Tenant, session => session.FirstOrDefaultAsync<long>($"SELECT count(*) FROM {table}"), Cancel);

    // The shared-memory index is rebuilt from the log.
    private void TakeImage()
    {
        foreach (var file in Directory.GetFiles(_folder.Location, "*", SearchOption.AllDirectories).Where(static file => !file.EndsWith("-shm", StringComparison.Ordinal)))
        {
            var copy = Path.Combine(_image.Location, Path.GetRelativePath(_folder.Location, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var target = File.Create(copy);
            source.CopyTo(target);
        }
    }
}
