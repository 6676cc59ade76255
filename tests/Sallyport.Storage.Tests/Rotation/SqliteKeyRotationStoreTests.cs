namespace Sallyport.Storage.Tests.Rotation;

public sealed class SqliteKeyRotationStoreTests(SqliteFixture fixture) : KeyRotationStoreContract<SqliteFixture>(fixture);
