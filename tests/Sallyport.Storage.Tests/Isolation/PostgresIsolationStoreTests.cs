namespace Sallyport.Storage.Tests.Isolation;

public sealed class PostgresIsolationStoreTests(PostgresFixture fixture) : IsolationStoreContract<PostgresFixture>(fixture);
