using System.Security.Cryptography;
using System.Text;
using Sallyport.Retrieval;
using Sallyport.Retrieval.Library;
using Sallyport.Storage.Tests.Tenancy;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Storage.Tests.Retrieval;

public abstract class FileStoreContract<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : class, IDatabaseFixture
{
    private const int Part = 256 * 1024;

    private readonly Workspace _work = new(fixture.Database);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Part - 1)]
    [InlineData(Part)]
    [InlineData(Part + 1)]
    [InlineData((3 * Part) + 17)]
    public async Task File_OfAnyLength_IsReadAsItWasUploaded(int length)
    {
        var vault = await _work.CreateVaultAsync();
        var content = RandomNumberGenerator.GetBytes(length);

        var file = await UploadAsync(vault, "report.pdf", content);

        Assert.Equal(content, await ReadAsync(vault, file.Id));
        Assert.Equal(file, await _work.Files.FindAsync(vault, file.Id, Cancel));
        Assert.Equal(("report.pdf", "assistants", (long)length, Workspace.Start), (file.Name, file.Purpose, file.Bytes, file.Created));
    }

    [Fact]
    public async Task List_GoesThroughAllFiles_InBothDirections()
    {
        var vault = await _work.CreateVaultAsync();
        List<StoredFile> all = [];
        for (var i = 0; i < 7; i++)
        {
            all.Add(await UploadAsync(vault, $"{i}.txt", [1], i % 2 == 0 ? "assistants" : "user_data"));
            _work.Time.Advance(TimeSpan.FromMilliseconds(64));
        }

        Assert.Equal(all, await PagesAsync(vault, null, isDescending: false));
        Assert.Equal(Enumerable.Reverse(all), await PagesAsync(vault, null, isDescending: true));
        Assert.Equal(all.Where(file => file.Purpose == "user_data"), await PagesAsync(vault, "user_data", isDescending: false));
        var before = await _work.Files.ListAsync(vault, null, new ListWindow<FileId>(2, Before: all[3].Id, IsDescending: false), Cancel);
        Assert.Equal([all[1], all[2]], before.Items);
        Assert.True(before.HasMore);
    }

    [Fact]
    public async Task Upload_CutOff_LeavesNothing()
    {
        var vault = await _work.CreateVaultAsync();

        await Assert.ThrowsAsync<IOException>(() => _work.Files.UploadAsync(vault, "a.txt", "assistants", new TornStream((2 * Part) + 5), long.MaxValue, Cancel));

        Assert.Empty((await _work.Files.ListAsync(vault, null, new ListWindow<FileId>(10), Cancel)).Items);
        Assert.Equal(0, await CountPartsAsync(vault));
        Assert.Equal(0, await CountKeysAsync(vault));
        Assert.Empty(_work.Journal.Acts);
    }

    [Fact]
    public async Task Upload_LongerThanAllowed_IsRefusedAndLeavesNothing()
    {
        var vault = await _work.CreateVaultAsync();

        var error = await Assert.ThrowsAsync<RetrievalException>(
            () => _work.Files.UploadAsync(vault, "a.txt", "assistants", new MemoryStream(new byte[Part + 1]), Part, Cancel));

        Assert.Equal(RetrievalFailure.TooLarge, error.Failure);
        Assert.Equal(0, await CountPartsAsync(vault));
        Assert.Equal(0, await CountKeysAsync(vault));
    }

    [Fact]
    public async Task Upload_OfAKilledProcess_IsRemovedOnceItsTimeIsOver()
    {
        var vault = await _work.CreateVaultAsync();
        var id = await BeginAsync(vault);
        await _work.FileStore.WritePartAsync(vault, id, 0, [1, 2, 3], 3, null, Cancel);

        await _work.Files.CompleteDeletionsAsync(Cancel);
        var whileYoung = await CountPartsAsync(vault);
        _work.Time.Advance(FileLibrary.UploadPatience + TimeSpan.FromSeconds(1));
        await _work.Files.CompleteDeletionsAsync(Cancel);
        var keys = await CountKeysAsync(vault);
        _work.Time.Advance(TimeSpan.FromMinutes(2));
        await _work.Files.CompleteDeletionsAsync(Cancel);

        Assert.Equal(1, whileYoung);
        Assert.Equal(0, keys);
        Assert.Equal(0, await CountPartsAsync(vault));
        Assert.False(await _work.FileStore.CompleteAsync(vault, id, "assistants", 3, Cancel));
        Assert.Empty(_work.Journal.Acts);
    }

    [Fact]
    public async Task Upload_KilledBeforeItsLastStep_IsCompleted()
    {
        var vault = await _work.CreateVaultAsync();
        var file = await UploadAsync(vault, "a.txt", [1, 2]);
        await fixture.ExecuteAsync("UPDATE document_keys SET upload_deadline = 1 WHERE file_id = @file", new { file = file.Id.Value });

        await _work.Files.CompleteDeletionsAsync(Cancel);
        _work.Time.Advance(TimeSpan.FromHours(1));
        await _work.Files.CompleteDeletionsAsync(Cancel);

        Assert.Equal([1, 2], await ReadAsync(vault, file.Id));
    }

    [Fact]
    public async Task File_Deleted_HasNoKeyNoRowsAndAStatement()
    {
        var vault = await _work.CreateVaultAsync();
        var file = await UploadAsync(vault, "a.txt", [1, 2]);
        var other = await UploadAsync(vault, "b.txt", [3]);
        var wrapped = (await _work.FileStore.ReadKeysAsync(vault, [file.Id], Cancel))[file.Id];

        Assert.True(await _work.Files.DeleteAsync(vault, file.Id, Cancel));
        Assert.False(await _work.Files.DeleteAsync(vault, file.Id, Cancel));

        Assert.Null(await _work.Files.FindAsync(vault, file.Id, Cancel));
        Assert.Null(await _work.Files.OpenReadAsync(vault, file.Id, Cancel));
        Assert.Equal(1, await CountPartsAsync(vault));
        Assert.Equal([3], await ReadAsync(vault, other.Id));
        var act = Assert.Single(_work.Journal.Acts);
        Assert.Equal(AdministrationKinds.FileDeleted, act.Kind);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(wrapped)), act.Facts.Single(fact => fact.Key == "destroyed_key_sha256").Value);
    }

    [Fact]
    public async Task Deletion_InterruptedAfterTheKey_IsFinishedAndStatedLater()
    {
        var vault = await _work.CreateVaultAsync();
        var file = await UploadAsync(vault, "a.txt", [1, 2]);
        await _work.FileStore.DestroyKeyAsync(vault, file.Id, _work.Time.GetUtcNow(), Cancel);
        Assert.Null(await _work.Files.FindAsync(vault, file.Id, Cancel));

        _work.Time.Advance(TimeSpan.FromMinutes(2));
        await _work.Files.CompleteDeletionsAsync(Cancel);

        Assert.Equal(0, await CountPartsAsync(vault));
        Assert.Equal(AdministrationKinds.FileDeleted, Assert.Single(_work.Journal.Acts).Kind);
    }

    [Fact]
    public async Task Deletion_WhoseStatementFails_IsStatedLater()
    {
        var vault = await _work.CreateVaultAsync();
        var file = await UploadAsync(vault, "a.txt", [1, 2]);
        _work.Journal.IsBroken = true;
        await Assert.ThrowsAsync<IOException>(() => _work.Files.DeleteAsync(vault, file.Id, Cancel));
        _work.Journal.IsBroken = false;

        _work.Time.Advance(TimeSpan.FromMinutes(2));
        await _work.Files.CompleteDeletionsAsync(Cancel);
        await _work.Files.CompleteDeletionsAsync(Cancel);

        Assert.Equal(AdministrationKinds.FileDeleted, Assert.Single(_work.Journal.Acts).Kind);
    }

    [Fact]
    public async Task Stream_WhoseFileIsDeletedMeanwhile_Fails()
    {
        var vault = await _work.CreateVaultAsync();
        var file = await UploadAsync(vault, "a.txt", new byte[3 * Part]);
        await using var stream = await _work.Files.OpenReadAsync(vault, file.Id, Cancel);
        await stream!.ReadExactlyAsync(new byte[10], Cancel);

        await _work.Files.DeleteAsync(vault, file.Id, Cancel);

        await Assert.ThrowsAsync<IOException>(() => stream.ReadExactlyAsync(new byte[2 * Part], Cancel).AsTask());
    }

    [Theory]
    [InlineData("UPDATE file_parts SET part = part + 8 WHERE true", "UPDATE file_parts SET part = 9 - part WHERE true")]
    [InlineData("DELETE FROM file_parts WHERE part = 1")]
    [InlineData("DELETE FROM file_parts WHERE part = 1", "UPDATE files SET bytes = 262144 WHERE true")]
    public async Task Parts_SwappedOrTakenAway_OpenNothing(params string[] changes)
    {
        var vault = await _work.CreateVaultAsync();
        var file = await UploadAsync(vault, "a.txt", RandomNumberGenerator.GetBytes(2 * Part));

        foreach (var change in changes)
        {
            await fixture.Database.Vaults.WriteAsync(
                vault.Tenant, session => session.ExecuteAsync($"{change} AND tenant_id = @tenant", new { tenant = vault.Tenant.Value }), Cancel);
        }

        await Assert.ThrowsAsync<IOException>(() => ReadAsync(vault, file.Id));
    }

    [Fact]
    public async Task Rows_GivenToAnotherFileOrTenant_OpenNothing()
    {
        var mine = await _work.CreateVaultAsync();
        var theirs = await _work.CreateVaultAsync();
        var file = await UploadAsync(mine, "mine.txt", [1, 2]);
        var other = await UploadAsync(mine, "other.txt", [3, 4]);
        var sealedFile = (await _work.FileStore.FindAsync(mine, file.Id, Cancel))!;
        var wrapped = (await _work.FileStore.ReadKeysAsync(mine, [file.Id], Cancel))[file.Id];

        // A stolen row and its stolen key, put where the other tenant reads.
        await _work.FileStore.BeginAsync(theirs, sealedFile, wrapped, _work.Time.GetUtcNow() + TimeSpan.FromHours(1), Cancel);
        await _work.FileStore.CompleteAsync(theirs, file.Id, "assistants", 2, Cancel);
        await Assert.ThrowsAnyAsync<CryptographicException>(() => _work.Files.FindAsync(theirs, file.Id, Cancel));

        // A file's key given to another file of the same tenant.
        await fixture.ExecuteAsync("UPDATE document_keys SET wrapped = @wrapped WHERE file_id = @file", new { wrapped, file = other.Id.Value });
        await Assert.ThrowsAnyAsync<CryptographicException>(() => _work.Files.FindAsync(mine, other.Id, Cancel));
    }

    [Fact]
    public async Task File_OfAnotherTenant_IsNotThere()
    {
        var mine = await _work.CreateVaultAsync();
        var theirs = await _work.CreateVaultAsync();
        var file = await UploadAsync(mine, "mine.txt", [1, 2]);

        Assert.Null(await _work.Files.FindAsync(theirs, file.Id, Cancel));
        Assert.Null(await _work.Files.OpenReadAsync(theirs, file.Id, Cancel));
        Assert.False(await _work.Files.DeleteAsync(theirs, file.Id, Cancel));
        Assert.Empty((await _work.Files.ListAsync(theirs, null, new ListWindow<FileId>(10), Cancel)).Items);
        Assert.Equal([1, 2], await ReadAsync(mine, file.Id));
    }

    [Fact]
    public async Task Tenant_Deleted_LosesFilesAndKeysAndGetsNoNewOnes()
    {
        var vault = await _work.CreateVaultAsync();
        await UploadAsync(vault, "a.txt", [1, 2]);

        await _work.Tenants.DeleteAsync(vault.Tenant, Cancel);

        Assert.Equal(0, await CountKeysAsync(vault));
        await Assert.ThrowsAnyAsync<Exception>(() => UploadAsync(vault, "b.txt", [1]));
        Assert.Equal(0, await CountKeysAsync(vault));
    }

    [Fact]
    public async Task Tenant_WithALimit_KeepsNoMoreAndMayAgainOnceSomethingIsDeleted()
    {
        var vault = await _work.CreateVaultAsync();
        const long most = (2 * (Part + FileLibrary.FileWeight)) + 10;
        Task<StoredFile> KeepAsync(int length) => _work.Files.UploadAsync(
            vault, "a.txt", static _ => ValueTask.FromResult("assistants"), new MemoryStream(new byte[length]), long.MaxValue, most, Cancel);

        // What Sallyport itself keeps doesn't count, and what is torn leaves nothing to be counted.
        var store = await _work.VectorStores.CreateAsync(vault, new VectorStoreDraft(), "fake/1", Cancel);
        await _work.Sentinels.PlantAsync(vault, store.Id, Cancel);
        await Assert.ThrowsAsync<IOException>(() => _work.Files.UploadAsync(vault, "a.txt", "assistants", new TornStream(Part + 5), long.MaxValue, Cancel));
        var first = await KeepAsync(Part + 5);
        var second = await KeepAsync(Part + 5);
        var full = await Assert.ThrowsAsync<RetrievalException>(() => KeepAsync(1));
        var whole = await Assert.ThrowsAsync<RetrievalException>(() => KeepAsync(3 * Part));

        Assert.Equal((RetrievalFailure.Full, RetrievalFailure.Full), (full.Failure, whole.Failure));
        Assert.Equal(2 * (Part + 5), await CountBytesAsync(vault));
        await _work.Files.DeleteAsync(vault, first.Id, Cancel);
        Assert.Equal(Part + 5, await CountBytesAsync(vault));
        await KeepAsync(Part + 5);
        await Assert.ThrowsAsync<RetrievalException>(() => KeepAsync(1));
        Assert.Equal(second.Bytes, (await _work.Files.FindAsync(vault, second.Id, Cancel))!.Bytes);

        // Another tenant's are its own.
        var other = await _work.CreateVaultAsync();
        await _work.Files.UploadAsync(other, "a.txt", static _ => ValueTask.FromResult("assistants"), new MemoryStream(new byte[Part]), long.MaxValue, most, Cancel);
    }

    [Fact]
    public async Task Tenant_WithALimit_KeepsAsManyEmptyFilesAsTheirWeightLets()
    {
        var vault = await _work.CreateVaultAsync();
        const long most = (3 * FileLibrary.FileWeight) + 10;
        Task<StoredFile> KeepAsync(int length) => _work.Files.UploadAsync(
            vault, "a.txt", static _ => ValueTask.FromResult("assistants"), new MemoryStream(new byte[length]), long.MaxValue, most, Cancel);

        var kept = new[] { await KeepAsync(0), await KeepAsync(10), await KeepAsync(0) };
        var full = await Assert.ThrowsAsync<RetrievalException>(() => KeepAsync(0));
        await _work.Files.DeleteAsync(vault, kept[0].Id, Cancel);
        await KeepAsync(0);

        Assert.Equal(RetrievalFailure.Full, full.Failure);
        await Assert.ThrowsAsync<RetrievalException>(() => KeepAsync(0));
    }

    [Fact]
    public async Task Tenant_WithALimit_UploadsManyAtOnceAndKeepsNoMore()
    {
        var vault = await _work.CreateVaultAsync();
        const long most = 4 * (Part + FileLibrary.FileWeight);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            try
            {
                await _work.Files.UploadAsync(vault, "a.txt", static _ => ValueTask.FromResult("assistants"), new MemoryStream(new byte[Part]), long.MaxValue, most, Cancel);
                return true;
            }
            catch (RetrievalException e) when (e.Failure == RetrievalFailure.Full)
            {
                return false;
            }
        })));

        Assert.Equal(4, outcomes.Count(static kept => kept));
        Assert.Equal(4 * Part, await CountBytesAsync(vault));
    }

    [Theory]
    [InlineData("", "assistants")]
    [InlineData("a.txt", "")]
    [InlineData("a.txt", "Personal data of Mrs. M.")]
    public async Task Names_OutOfBounds_AreRefused(string name, string purpose)
    {
        var vault = await _work.CreateVaultAsync();

        var error = await Assert.ThrowsAsync<RetrievalException>(() => UploadAsync(vault, name, [1], purpose));

        Assert.Equal(RetrievalFailure.Invalid, error.Failure);
    }

    // Of what was uploaded: the sentinel is there without having been.
    private Task<long> CountBytesAsync(TenantVault vault) => fixture.Database.Vaults.ReadAsync(
        vault.Tenant,
        session => session.FirstOrDefaultAsync<long>(
            "SELECT CAST(COALESCE(SUM(bytes), 0) AS bigint) FROM files WHERE tenant_id = @tenant AND file_id <> @sentinel", new { tenant = vault.Tenant.Value, sentinel = SentinelFile.Of(vault).Value }),
        Cancel);

    private Task<StoredFile> UploadAsync(TenantVault vault, string name, byte[] content, string purpose = "assistants") =>
        _work.Files.UploadAsync(vault, name, purpose, new MemoryStream(content), long.MaxValue, Cancel);

    private async Task<byte[]> ReadAsync(TenantVault vault, FileId id)
    {
        await using var stream = (await _work.Files.OpenReadAsync(vault, id, Cancel))!;
        using var all = new MemoryStream();
        await stream.CopyToAsync(all, Cancel);
        return all.ToArray();
    }

    private async Task<List<StoredFile>> PagesAsync(TenantVault vault, string? purpose, bool isDescending)
    {
        List<StoredFile> all = [];
        Listing<StoredFile> page;
        do
        {
            page = await _work.Files.ListAsync(vault, purpose, new ListWindow<FileId>(3, all.Count == 0 ? null : all[^1].Id, IsDescending: isDescending), Cancel);
            all.AddRange(page.Items);
        }
        while (page.HasMore);

        return all;
    }

    private async Task<FileId> BeginAsync(TenantVault vault)
    {
        var id = FileId.New(_work.Time);
        var now = _work.Time.GetUtcNow();
        Assert.True(await _work.FileStore.BeginAsync(vault, new SealedFile(id, "assistants", 0, now, Encoding.UTF8.GetBytes("sealed")), [1], now + FileLibrary.UploadPatience, Cancel));
        return id;
    }

    private Task<long> CountPartsAsync(TenantVault vault) => fixture.Database.Vaults.ReadAsync(
        vault.Tenant, session => session.FirstOrDefaultAsync<long>("SELECT count(*) FROM file_parts WHERE tenant_id = @tenant", new { tenant = vault.Tenant.Value }), Cancel);

    private Task<long> CountKeysAsync(TenantVault vault) => fixture.Database.ReadAsync(
        vault.Tenant, session => session.FirstOrDefaultAsync<long>("SELECT count(*) FROM document_keys WHERE tenant_id = @tenant", new { tenant = vault.Tenant.Value }), Cancel);
}
