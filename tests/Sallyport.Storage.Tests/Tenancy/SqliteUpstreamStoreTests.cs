namespace Sallyport.Storage.Tests.Tenancy;

public sealed class SqliteUpstreamStoreTests(SqliteFixture fixture) : UpstreamStoreContract<SqliteFixture>(fixture);
