namespace Sallyport.Storage.Tests.Issuance;

public sealed class SqliteIssuedItemStoreTests(SqliteFixture fixture) : IssuedItemStoreContract<SqliteFixture>(fixture);
