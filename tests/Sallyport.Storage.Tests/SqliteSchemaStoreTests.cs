namespace Sallyport.Storage.Tests;

public sealed class SqliteSchemaStoreTests(SqliteFixture fixture) : SchemaStoreContract<SqliteFixture>(fixture);
