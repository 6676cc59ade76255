namespace Sallyport.Storage.Tests.Tenancy;

public sealed class PostgresTenantStoreTests(PostgresFixture fixture) : TenantStoreContract<PostgresFixture>(fixture);
