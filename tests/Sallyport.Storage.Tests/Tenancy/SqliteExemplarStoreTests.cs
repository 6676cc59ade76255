namespace Sallyport.Storage.Tests.Tenancy;

public sealed class SqliteExemplarStoreTests(SqliteFixture fixture) : ExemplarStoreContract<SqliteFixture>(fixture);
