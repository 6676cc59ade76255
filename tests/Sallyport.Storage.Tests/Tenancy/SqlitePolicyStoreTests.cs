namespace Sallyport.Storage.Tests.Tenancy;

public sealed class SqlitePolicyStoreTests(SqliteFixture fixture) : PolicyStoreContract<SqliteFixture>(fixture);
