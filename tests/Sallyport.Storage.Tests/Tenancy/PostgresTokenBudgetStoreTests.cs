namespace Sallyport.Storage.Tests.Tenancy;

public sealed class PostgresTokenBudgetStoreTests(PostgresFixture fixture) : TokenBudgetStoreContract<PostgresFixture>(fixture);
