namespace Sallyport.Storage.Tests.Issuance;

public sealed class PostgresIssuedItemStoreTests(PostgresFixture fixture) : IssuedItemStoreContract<PostgresFixture>(fixture);
