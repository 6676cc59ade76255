namespace Sallyport.Storage.Tests.Retrieval;

public sealed class SqliteIngestionStoreTests(SqliteFixture fixture) : IngestionStoreContract<SqliteFixture>(fixture);
