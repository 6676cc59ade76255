namespace Sallyport.Storage.Tests;

/// <summary>An engine to run a contract suite on: one database a test class.</summary>
public interface IDatabaseFixture
{
    /// <summary>The class's database, opened and migrated.</summary>
    Database Database { get; }

    /// <summary>Opens the same database once more, as another process would.</summary>
    Task<Database> OpenAgainAsync();

    /// <summary>Opens the same database once more as the owner of its tables, and does not begin to use it.</summary>
    Task<Database> OpenToPrepareAsync();

    /// <summary>Runs a statement as somebody whom nothing holds to a tenant.</summary>
    Task<int> ExecuteAsync(string sql, object? parameters = null);

    /// <summary>Reads as somebody whom nothing holds to a tenant.</summary>
    Task<List<T>> QueryAsync<T>(string sql, object? parameters = null);
}
