namespace Sallyport.Storage.Tests.Tenancy;

public sealed class SqliteTenantStoreTests(SqliteFixture fixture) : TenantStoreContract<SqliteFixture>(fixture);
