using Xunit;

namespace Sallyport.Storage.Tests;

public sealed class SqliteFixture : IDatabaseFixture, IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private Database? _database;

    public string Folder => _folder.Location;

    public Database Database => _database ?? throw new InvalidOperationException("Not started.");

    public Task<Database> OpenAgainAsync() => Database.OpenSqliteAsync(Folder, CancellationToken.None);

    public Task<Database> OpenToPrepareAsync() => OpenAgainAsync();

    public Task<int> ExecuteAsync(string sql, object? parameters = null) =>
        Database.WriteAsync(DatabaseScope.Installation, session => session.ExecuteAsync(sql, parameters), CancellationToken.None);

    public Task<List<T>> QueryAsync<T>(string sql, object? parameters = null) =>
        Database.ReadAsync(DatabaseScope.Installation, session => session.QueryAsync<T>(sql, parameters), CancellationToken.None);

    public async ValueTask InitializeAsync() => _database = await OpenAgainAsync();

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        _folder.Dispose();
    }
}
