namespace Sallyport.Storage.Tests.Retrieval;

public sealed class SqliteSentinelStoreTests(SqliteFixture fixture) : SentinelStoreContract<SqliteFixture>(fixture);
