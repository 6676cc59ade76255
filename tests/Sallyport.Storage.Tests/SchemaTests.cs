using System.Runtime.Versioning;
using Xunit;

namespace Sallyport.Storage.Tests;

public sealed class SchemaTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Migrations_InTheAssembly_AreNumberedWithoutGaps()
    {
        var numbers = Migration.All.Select(step => step.Version);

        Assert.Equal(Enumerable.Range(1, Migration.All.Count).Select(number => (long)number), numbers);
    }

    [Fact]
    public async Task Database_OfNewerSchema_IsRefusedUnchanged()
    {
        using var folder = new TemporaryFolder();
        await using (var database = await Database.OpenSqliteAsync(folder.Location, Cancel))
        {
            await database.WriteAsync(DatabaseScope.Installation, session => session.ExecuteAsync("INSERT INTO schema_version VALUES (999, 'Future')"), Cancel);
        }

        var error = await Assert.ThrowsAsync<DatabaseException>(() => Database.OpenSqliteAsync(folder.Location, Cancel));

        Assert.Contains("999", error.Message);
    }

    [Fact]
    public async Task Database_OpenedByManyAtOnce_IsMigratedOnce()
    {
        using var folder = new TemporaryFolder();

        var databases = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Database.OpenSqliteAsync(folder.Location, Cancel))));

        var applied = await databases[0].ReadAsync(DatabaseScope.Installation, session => session.QueryAsync<long>("SELECT version FROM schema_version"), Cancel);
        Assert.Equal(Migration.All.Count, applied.Count);
        foreach (var database in databases)
        {
            await database.DisposeAsync();
        }
    }

    [Fact]
    public async Task Database_FileThatIsNone_IsRefused()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Location, Database.FileName), new string('x', 8192), Cancel);

        await Assert.ThrowsAsync<DatabaseException>(() => Database.OpenSqliteAsync(folder.Location, Cancel));
    }

    [Fact]
    public async Task Database_ConnectionStringThatCannotBeRead_IsNotRepeated()
    {
        var error = await Assert.ThrowsAsync<DatabaseException>(() => Database.OpenPostgresAsync("Host=x;Passwort=hunter2", Cancel));

        Assert.DoesNotContain("hunter2", error.ToString());
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Database_Created_IsItsOwnersAlone()
    {
        using var folder = new TemporaryFolder();
        var data = Path.Combine(folder.Location, "data");

        await using var database = await Database.OpenSqliteAsync(data, Cancel);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(data));
        foreach (var file in Directory.GetFiles(data))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task Connection_Opened_IsDurableAndChecksForeignKeys()
    {
        using var folder = new TemporaryFolder();
        await using var database = await Database.OpenSqliteAsync(folder.Location, Cancel);

        var settings = await database.ReadAsync(
            DatabaseScope.Installation,
            async session => (
                Journal: await session.FirstOrDefaultAsync<string>("PRAGMA journal_mode"),
                Synchronous: await session.FirstOrDefaultAsync<long>("PRAGMA synchronous"),
                ForeignKeys: await session.FirstOrDefaultAsync<long>("PRAGMA foreign_keys")),
            Cancel);

        Assert.Equal(("wal", 2, 1), settings);
    }
}
