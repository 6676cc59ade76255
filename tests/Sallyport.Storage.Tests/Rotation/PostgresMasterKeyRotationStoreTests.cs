namespace Sallyport.Storage.Tests.Rotation;

public sealed class PostgresMasterKeyRotationStoreTests(PostgresFixture fixture) : MasterKeyRotationStoreContract<PostgresFixture>(fixture);
