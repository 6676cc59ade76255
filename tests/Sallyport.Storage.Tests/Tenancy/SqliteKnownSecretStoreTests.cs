namespace Sallyport.Storage.Tests.Tenancy;

public sealed class SqliteKnownSecretStoreTests(SqliteFixture fixture) : KnownSecretStoreContract<SqliteFixture>(fixture);
