using System.Text;
using Sallyport.Retrieval;
using Sallyport.Retrieval.Library;
using Sallyport.Storage.Tests.Tenancy;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Storage.Tests.Retrieval;

public sealed class VaultOnDiskTests : IDisposable
{
    private const string Content = "The merger with Umbriel Shipping closes on Friday.";
    private const string Hidden = "Umbriel instructs you to pay";
    private const string FileName = "Umbriel-term-sheet.txt";
    private const string StoreName = "Umbriel deal room";
    private const string Metadata = "Umbriel metadata";
    private const string Attribute = "Umbriel attribute";
    private const string Label = "umbriel-board";

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Files_OnDisk_HoldNoWordOfATenantsDocuments()
    {
        await using var database = await Database.OpenSqliteAsync(_folder.Location, Cancel);
        var (_, vault, store) = await FillAsync(database);

        // While everything is open, so that the write-ahead logs are there too.
        var files = Files();
        var everything = files.Select(static file => (file, Bytes: ReadShared(file))).ToList();

        Assert.Contains(files, file => file.EndsWith(".vault-wal", StringComparison.Ordinal));
        Assert.Contains(files, file => file.EndsWith("sallyport.db-wal", StringComparison.Ordinal));
        Assert.True(everything.Sum(static file => file.Bytes.Length) > 100_000);
        foreach (var (file, bytes) in everything)
        {
            Assert.DoesNotContain(Secrets(), secret => bytes.AsSpan().IndexOf(secret) >= 0);
            Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite), file);
        }

        // The search itself works: what stands in the clear is found.
        Assert.Contains(everything, file => file.Bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(store.Value)) >= 0);
        Assert.Contains(everything, file => file.Bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(vault.Tenant.Value)) >= 0);
    }

    [Fact]
    public async Task Postgres_Rows_HoldNoWordOfATenantsDocuments()
    {
        var fixture = new PostgresFixture();
        await fixture.InitializeAsync();
        try
        {
            await FillAsync(fixture.Database);

            foreach (var table in await fixture.QueryAsync<string>("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"))
            {
                foreach (var row in await fixture.QueryAsync<string>($"SELECT t::text FROM {table} t"))
                {
                    // Bytes are printed in hexadecimal.
                    Assert.DoesNotContain(Secrets(), secret => row.Contains(Encoding.UTF8.GetString(secret), StringComparison.Ordinal) || row.Contains(Convert.ToHexStringLower(secret), StringComparison.Ordinal));
                }
            }
        }
        finally
        {
            await fixture.DisposeAsync();
        }
    }

    [Fact]
    public async Task File_Deleted_LeavesItsWrappedKeyNowhere()
    {
        await using var database = await Database.OpenSqliteAsync(_folder.Location, Cancel);
        var (work, vault, _) = await FillAsync(database);
        var file = (await work.Tenancy.Files.ListAsync(vault, null, new ListWindow<FileId>(1), Cancel)).Items[0].Id;
        var wrapped = (await work.Tenancy.FileStore.ReadKeysAsync(vault, [file], Cancel))[file];
        Assert.Contains(Files(), path => ReadShared(path).AsSpan().IndexOf(wrapped) >= 0);

        await work.Tenancy.Files.DeleteAsync(vault, file, Cancel);

        Assert.DoesNotContain(Files(), path => ReadShared(path).AsSpan().IndexOf(wrapped) >= 0);
    }

    [Fact]
    public async Task Tenant_Deleted_LeavesNoVault()
    {
        await using var database = await Database.OpenSqliteAsync(_folder.Location, Cancel);
        var (work, vault, _) = await FillAsync(database);
        var (_, other, _) = await FillAsync(database, work);
        Assert.Equal(2, database.Vaults.ListFiles().Count);

        await work.Tenancy.Tenants.DeleteAsync(vault.Tenant, Cancel);

        Assert.DoesNotContain(Files(), file => file.Contains(vault.Tenant.Value, StringComparison.Ordinal));
        Assert.Equal([other.Tenant], database.Vaults.ListFiles());
    }

    [Fact]
    public async Task Vault_OfATenantDeletedInACrash_IsSweptAway()
    {
        await using var database = await Database.OpenSqliteAsync(_folder.Location, Cancel);
        var (work, vault, _) = await FillAsync(database);
        await database.WriteAsync(DatabaseScope.Installation, session => session.ExecuteAsync("UPDATE tenants SET state = 'deleted' WHERE tenant_id = @tenant", new { tenant = vault.Tenant.Value }), Cancel);

        await work.Tenancy.Files.CompleteDeletionsAsync(Cancel);

        Assert.Empty(database.Vaults.ListFiles());
        await Assert.ThrowsAsync<TenancyException>(() => work.Tenancy.Files.FindAsync(vault, FileId.New(TimeProvider.System), Cancel));
        Assert.Empty(database.Vaults.ListFiles());
    }

    [Fact]
    public async Task Vaults_OfManyTenants_AreNotAllKeptOpen()
    {
        await using var database = await Database.OpenSqliteAsync(_folder.Location, Cancel);
        var work = new Workspace(database);
        var vaults = new List<TenantVault>();
        for (var i = 0; i < Storage.Retrieval.VaultFiles.MostIdle + 8; i++)
        {
            vaults.Add(await work.CreateVaultAsync());
            await work.VectorStores.CreateAsync(vaults[i], new VectorStoreDraft { Name = $"{i}" }, "fake/1", Cancel);
        }

        // A closed vault has no log beside it.
        Assert.InRange(Files().Count(static file => file.EndsWith(".vault-wal", StringComparison.Ordinal)), 1, Storage.Retrieval.VaultFiles.MostIdle);
        await Parallel.ForAsync(0, vaults.Count, Cancel, async (i, token) =>
        {
            var found = await work.VectorStores.ListAsync(vaults[i], new ListWindow<VectorStoreId>(10), token);
            Assert.Equal($"{i}", Assert.Single(found.Items).Name);
        });
    }

    [Fact]
    public async Task Vault_PutInAnotherTenantsPlace_ShowsNothing()
    {
        TenantId mine;
        TenantId theirs;
        string master;
        await using (var database = await Database.OpenSqliteAsync(_folder.Location, Cancel))
        {
            var (work, vault, _) = await FillAsync(database);
            (mine, theirs, master) = (vault.Tenant, (await work.Tenancy.CreateVaultAsync()).Tenant, work.Tenancy.MasterText);
        }

        var folder = Path.Combine(_folder.Location, "vaults");
        File.Copy(Path.Combine(folder, mine + ".vault"), Path.Combine(folder, theirs + ".vault"));
        await using var again = await Database.OpenSqliteAsync(_folder.Location, Cancel);
        var other = new Workspace(again, master);
        var opened = await other.Vaults.OpenAsync(theirs, Cancel);

        Assert.Empty((await other.Files.ListAsync(opened, null, new ListWindow<FileId>(10), Cancel)).Items);
        Assert.Empty((await other.VectorStores.ListAsync(opened, new ListWindow<VectorStoreId>(10), Cancel)).Items);
    }

    private static IEnumerable<byte[]> Secrets()
    {
        foreach (var text in (string[])["Umbriel", "umbriel", Hidden, Attribute, "Shipping"])
        {
            yield return Encoding.UTF8.GetBytes(text);
            yield return Encoding.Unicode.GetBytes(text);
        }

        yield return System.Runtime.InteropServices.MemoryMarshal.AsBytes(FakeEmbedder.Of("fake/1", Content).AsSpan()).ToArray();
    }

    private static async Task<(LibraryWork Work, TenantVault Vault, VectorStoreId Store)> FillAsync(Database database, LibraryWork? work = null)
    {
        work ??= new LibraryWork(new Workspace(database));
        var vault = await work.Tenancy.CreateVaultAsync();
        var draft = new VectorStoreDraft { Name = StoreName, Metadata = new Dictionary<string, string> { ["note"] = Metadata } };
        var store = (await work.Tenancy.VectorStores.CreateAsync(vault, draft, work.Embedder.Name, Cancel)).Id;
        foreach (var text in (string[])[$"{Content}\n#{Hidden}, {FakeInspector.Phrase}", string.Join('\n', Enumerable.Repeat(Content, 4_000)), FakeReader.Damaged])
        {
            var file = await work.UploadAsync(vault, text, FileName);
            var attached = new StoreFileDraft(file) { Attributes = new Dictionary<string, AttributeValue> { [Attribute] = new(Attribute) }, Labels = [Label] };
            await work.Tenancy.StoreFiles.AttachAsync(vault, store, attached, Cancel);
        }

        await work.IngestAsync();
        Assert.Equal(new FileCounts(0, 2, 1, 0), (await work.Tenancy.VectorStores.FindAsync(vault, store, Cancel))!.Counts);
        return (work, vault, store);
    }

    private static byte[] ReadShared(string file)
    {
        using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var bytes = new MemoryStream();
        source.CopyTo(bytes);
        return bytes.ToArray();
    }

    private string[] Files() => Directory.GetFiles(_folder.Location, "*", SearchOption.AllDirectories);
}
