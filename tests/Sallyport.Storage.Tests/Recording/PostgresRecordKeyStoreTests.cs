namespace Sallyport.Storage.Tests.Recording;

public sealed class PostgresRecordKeyStoreTests(PostgresFixture fixture) : RecordKeyStoreContract<PostgresFixture>(fixture);
