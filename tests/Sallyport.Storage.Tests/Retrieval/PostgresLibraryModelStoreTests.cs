namespace Sallyport.Storage.Tests.Retrieval;

public sealed class PostgresLibraryModelStoreTests(PostgresFixture fixture) : LibraryModelStoreContract<PostgresFixture>(fixture);
