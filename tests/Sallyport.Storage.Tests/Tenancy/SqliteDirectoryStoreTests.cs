namespace Sallyport.Storage.Tests.Tenancy;

public sealed class SqliteDirectoryStoreTests(SqliteFixture fixture) : DirectoryStoreContract<SqliteFixture>(fixture);
