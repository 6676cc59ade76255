namespace Sallyport.Storage.Tests.Retrieval;

public sealed class PostgresNeighbourStoreTests(PostgresFixture fixture) : NeighbourStoreContract<PostgresFixture>(fixture);
