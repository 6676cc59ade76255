namespace Sallyport.Storage.Tests.Retrieval;

public sealed class SqliteLibraryModelStoreTests(SqliteFixture fixture) : LibraryModelStoreContract<SqliteFixture>(fixture);
