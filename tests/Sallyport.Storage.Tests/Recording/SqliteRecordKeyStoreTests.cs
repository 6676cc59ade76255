namespace Sallyport.Storage.Tests.Recording;

public sealed class SqliteRecordKeyStoreTests(SqliteFixture fixture) : RecordKeyStoreContract<SqliteFixture>(fixture);
