namespace Sallyport.Storage.Tests.Tenancy;

public sealed class SqliteKeyStoreTests(SqliteFixture fixture) : KeyStoreContract<SqliteFixture>(fixture);
