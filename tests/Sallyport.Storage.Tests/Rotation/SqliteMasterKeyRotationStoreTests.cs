namespace Sallyport.Storage.Tests.Rotation;

public sealed class SqliteMasterKeyRotationStoreTests(SqliteFixture fixture) : MasterKeyRotationStoreContract<SqliteFixture>(fixture);
