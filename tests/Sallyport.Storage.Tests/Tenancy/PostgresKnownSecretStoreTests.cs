namespace Sallyport.Storage.Tests.Tenancy;

public sealed class PostgresKnownSecretStoreTests(PostgresFixture fixture) : KnownSecretStoreContract<PostgresFixture>(fixture);
