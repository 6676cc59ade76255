namespace Sallyport.Storage.Tests.Tenancy;

public sealed class SqliteEmbedderStoreTests(SqliteFixture fixture) : EmbedderStoreContract<SqliteFixture>(fixture);
