namespace Sallyport.Storage.Tests.Retrieval;

public sealed class PostgresRetryStoreTests(PostgresFixture fixture) : RetryStoreContract<PostgresFixture>(fixture);
