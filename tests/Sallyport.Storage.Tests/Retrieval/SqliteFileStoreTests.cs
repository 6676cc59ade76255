namespace Sallyport.Storage.Tests.Retrieval;

public sealed class SqliteFileStoreTests(SqliteFixture fixture) : FileStoreContract<SqliteFixture>(fixture);
