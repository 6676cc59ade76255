using Sallyport.Tenancy;

namespace Sallyport.Storage.Tenancy;

/// <summary>Budgets of tokens in the shared tables. Nobody waits for a lock: who was overtaken reads and writes again.</summary>
public sealed class TokenBudgetStore(Database database) : ITokenBudgetStore
{
    // Each try that loses is one that another node won.
    private const int MostTries = 200;

    /// <inheritdoc/>
    public async Task<TokenGrant> TakeAsync(TenantId tenant, string subject, long perMinute, long used, bool asks, DateTimeOffset now, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var kept = await database.ReadAsync(
                tenant,
                session => session.FirstOrDefaultAsync<TokenBudgetRow>(
                    "SELECT level, filled FROM token_budgets WHERE tenant_id = @tenant AND subject = @subject", new { tenant = tenant.Value, subject }),
                cancellationToken);
            var before = kept is null ? TokenBudget.Full(perMinute, now) : new TokenBudget(kept.Level, kept.Filled);
            var (next, grant) = before.Take(perMinute, used, asks, now);
            if (await database.TryWriteAsync(tenant, session => TryKeepAsync(session, tenant, subject, kept, next), cancellationToken))
            {
                return grant;
            }
        }

        throw new TimeoutException("Other nodes change the budget all the time.");
    }

    private static async Task<bool> TryKeepAsync(DatabaseSession session, TenantId tenant, string subject, TokenBudgetRow? before, TokenBudget next)
    {
        var row = new { tenant = tenant.Value, subject, next.Level, next.Filled, levelBefore = before?.Level, filledBefore = before?.Filled };
        return await session.ExecuteAsync(
            before is null
                ? "INSERT INTO token_budgets (tenant_id, subject, level, filled) VALUES (@tenant, @subject, @Level, @Filled) ON CONFLICT (tenant_id, subject) DO NOTHING"
                : """
                  UPDATE token_budgets SET level = @Level, filled = @Filled
                  WHERE tenant_id = @tenant AND subject = @subject AND level = @levelBefore AND filled = @filledBefore
                  """,
            row) == 1;
    }

    private sealed record TokenBudgetRow(long Level, long Filled);
}
