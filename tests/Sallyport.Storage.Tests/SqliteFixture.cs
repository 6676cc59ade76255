using Xunit;

namespace Sallyport.Storage.Tests;

public sealed class SqliteFixture : IDatabaseFixture, IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private Database? _database;

    public string Folder => _folder.Location;

    public Database Database => _database ?? throw new InvalidOperationException("Not started.");

    public Task<Database> OpenAgainAsync() => Database.OpenSqliteAsync(Folder, CancellationToken.None);

    public async ValueTask InitializeAsync() => _database = await OpenAgainAsync();

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        _folder.Dispose();
    }
}
