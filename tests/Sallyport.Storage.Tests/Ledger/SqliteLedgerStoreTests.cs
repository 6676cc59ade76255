namespace Sallyport.Storage.Tests.Ledger;

public sealed class SqliteLedgerStoreTests(SqliteFixture fixture) : LedgerStoreContract<SqliteFixture>(fixture);
