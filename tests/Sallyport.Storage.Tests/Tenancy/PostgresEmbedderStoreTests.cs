namespace Sallyport.Storage.Tests.Tenancy;

public sealed class PostgresEmbedderStoreTests(PostgresFixture fixture) : EmbedderStoreContract<PostgresFixture>(fixture);
