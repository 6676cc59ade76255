namespace Sallyport.Storage.Tests.Recording;

public sealed class SqliteRecordingStoreTests(SqliteFixture fixture) : RecordingStoreContract<SqliteFixture>(fixture);
