namespace Sallyport.Storage.Tests.Retrieval;

public sealed class SqliteRetryStoreTests(SqliteFixture fixture) : RetryStoreContract<SqliteFixture>(fixture);
