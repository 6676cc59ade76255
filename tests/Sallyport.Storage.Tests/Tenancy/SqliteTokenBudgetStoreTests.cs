namespace Sallyport.Storage.Tests.Tenancy;

public sealed class SqliteTokenBudgetStoreTests(SqliteFixture fixture) : TokenBudgetStoreContract<SqliteFixture>(fixture);
