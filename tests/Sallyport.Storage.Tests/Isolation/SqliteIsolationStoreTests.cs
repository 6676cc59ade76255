namespace Sallyport.Storage.Tests.Isolation;

public sealed class SqliteIsolationStoreTests(SqliteFixture fixture) : IsolationStoreContract<SqliteFixture>(fixture);
