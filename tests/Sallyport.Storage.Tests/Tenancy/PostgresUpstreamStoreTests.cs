namespace Sallyport.Storage.Tests.Tenancy;

public sealed class PostgresUpstreamStoreTests(PostgresFixture fixture) : UpstreamStoreContract<PostgresFixture>(fixture);
