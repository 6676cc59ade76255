namespace Sallyport.Storage.Tests.Tenancy;

public sealed class PostgresPolicyStoreTests(PostgresFixture fixture) : PolicyStoreContract<PostgresFixture>(fixture);
