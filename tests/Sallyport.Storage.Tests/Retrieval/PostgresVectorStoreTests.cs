namespace Sallyport.Storage.Tests.Retrieval;

public sealed class PostgresVectorStoreTests(PostgresFixture fixture) : VectorStoreContract<PostgresFixture>(fixture);
