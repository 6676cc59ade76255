namespace Sallyport.Storage.Tests.Rotation;

public sealed class PostgresKeyRotationStoreTests(PostgresFixture fixture) : KeyRotationStoreContract<PostgresFixture>(fixture);
