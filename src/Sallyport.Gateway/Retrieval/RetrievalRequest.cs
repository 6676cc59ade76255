using Microsoft.AspNetCore.Http;
using Sallyport.Gateway.Limits;
using Sallyport.Pipeline;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Retrieval;

/// <summary>A request of the clean room's API that was let in: its caller is known, has the route's scope and is within limits. Its body is not read yet.</summary>
/// <param name="Http">The request and its answer.</param>
/// <param name="Id">Names it in the ledger.</param>
/// <param name="Target">The route, with the identifiers in its path.</param>
/// <param name="Caller">The key that calls, with its tenant as it stood when the request came.</param>
/// <param name="Budget">The process's budget for bodies.</param>
internal sealed record RetrievalRequest(HttpContext Http, ExchangeId Id, RetrievalTarget Target, KeyEntry Caller, BodyBudget Budget)
{
    /// <summary>The tenant's vault.</summary>
    public TenantVault Vault => Caller.Tenant.Vault;

    /// <summary>Cancelled when the client leaves.</summary>
    public CancellationToken ClientLeft => Http.RequestAborted;
}
