namespace Sallyport.Storage.Tests.Retrieval;

public sealed class PostgresIngestionStoreTests(PostgresFixture fixture) : IngestionStoreContract<PostgresFixture>(fixture);
