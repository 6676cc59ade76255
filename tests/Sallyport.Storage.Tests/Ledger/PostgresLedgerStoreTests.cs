namespace Sallyport.Storage.Tests.Ledger;

public sealed class PostgresLedgerStoreTests(PostgresFixture fixture) : LedgerStoreContract<PostgresFixture>(fixture);
