namespace Sallyport.Storage.Tests.Retrieval;

public sealed class PostgresSentinelStoreTests(PostgresFixture fixture) : SentinelStoreContract<PostgresFixture>(fixture);
