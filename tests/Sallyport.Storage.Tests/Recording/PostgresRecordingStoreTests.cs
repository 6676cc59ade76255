namespace Sallyport.Storage.Tests.Recording;

public sealed class PostgresRecordingStoreTests(PostgresFixture fixture) : RecordingStoreContract<PostgresFixture>(fixture);
