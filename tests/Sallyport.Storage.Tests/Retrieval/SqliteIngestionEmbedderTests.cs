namespace Sallyport.Storage.Tests.Retrieval;

public sealed class SqliteIngestionEmbedderTests(SqliteFixture fixture) : IngestionEmbedderContract<SqliteFixture>(fixture);
