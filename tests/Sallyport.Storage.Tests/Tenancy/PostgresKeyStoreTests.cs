namespace Sallyport.Storage.Tests.Tenancy;

public sealed class PostgresKeyStoreTests(PostgresFixture fixture) : KeyStoreContract<PostgresFixture>(fixture);
