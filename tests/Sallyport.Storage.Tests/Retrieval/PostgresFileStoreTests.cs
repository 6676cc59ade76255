namespace Sallyport.Storage.Tests.Retrieval;

public sealed class PostgresFileStoreTests(PostgresFixture fixture) : FileStoreContract<PostgresFixture>(fixture);
