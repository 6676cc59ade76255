namespace Sallyport.Tenancy;

/// <summary>Keeps the budgets of tokens that all nodes share. Implementations are safe for concurrent use by several processes.</summary>
public interface ITokenBudgetStore
{
    /// <summary>Settles and takes from a budget (<see cref="TokenBudget.Take"/>), which is full at its first use. No two calls are given the same tokens.</summary>
    /// <param name="tenant">Whose budget.</param>
    /// <param name="subject">Which of the tenant's budgets: a key's identifier, or <c>tenant</c>.</param>
    /// <param name="perMinute">The allowance; at least 1.</param>
    /// <param name="used">Tokens used beyond what was granted; negative for those that are given back.</param>
    /// <param name="asks">Whether more is asked for.</param>
    /// <param name="now">The node's clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="System.Data.Common.DbException">The store is away.</exception>
    /// <exception cref="TimeoutException">Others were faster every time.</exception>
    Task<TokenGrant> TakeAsync(TenantId tenant, string subject, long perMinute, long used, bool asks, DateTimeOffset now, CancellationToken cancellationToken);
}
