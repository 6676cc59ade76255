namespace Sallyport.Storage.Tests.Retrieval;

public sealed class PostgresIngestionEmbedderTests(PostgresFixture fixture) : IngestionEmbedderContract<PostgresFixture>(fixture);
