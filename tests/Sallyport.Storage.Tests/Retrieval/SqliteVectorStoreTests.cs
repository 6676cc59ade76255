namespace Sallyport.Storage.Tests.Retrieval;

public sealed class SqliteVectorStoreTests(SqliteFixture fixture) : VectorStoreContract<SqliteFixture>(fixture);
