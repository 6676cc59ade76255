namespace Sallyport.Storage.Tests.Retrieval;

public sealed class SqliteFoundTextStoreTests(SqliteFixture fixture) : FoundTextStoreContract<SqliteFixture>(fixture);
