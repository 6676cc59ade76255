namespace Sallyport.Storage.Tests.Tenancy;

public sealed class PostgresExemplarStoreTests(PostgresFixture fixture) : ExemplarStoreContract<PostgresFixture>(fixture);
