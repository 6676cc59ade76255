namespace Sallyport.Storage.Tests;

public sealed class PostgresSchemaStoreTests(PostgresFixture fixture) : SchemaStoreContract<PostgresFixture>(fixture);
