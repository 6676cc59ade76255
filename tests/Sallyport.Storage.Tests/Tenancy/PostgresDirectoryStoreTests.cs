namespace Sallyport.Storage.Tests.Tenancy;

public sealed class PostgresDirectoryStoreTests(PostgresFixture fixture) : DirectoryStoreContract<PostgresFixture>(fixture);
