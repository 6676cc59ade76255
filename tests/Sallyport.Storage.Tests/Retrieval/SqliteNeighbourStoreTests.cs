namespace Sallyport.Storage.Tests.Retrieval;

public sealed class SqliteNeighbourStoreTests(SqliteFixture fixture) : NeighbourStoreContract<SqliteFixture>(fixture);
