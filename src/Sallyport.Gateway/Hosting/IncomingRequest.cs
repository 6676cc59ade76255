using Microsoft.AspNetCore.Http;
using Sallyport.Gateway.Limits;
using Sallyport.Pipeline;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Hosting;

/// <summary>A request that was let in: its caller is known and within limits, and its body is here. It lives as long as the exchange's handler runs; the body's buffer goes back to the pool then.</summary>
/// <param name="Http">The request and its answer.</param>
/// <param name="Id">The exchange.</param>
/// <param name="Route">The route.</param>
/// <param name="Caller">The key that calls, with its tenant as it stood when the request came.</param>
/// <param name="Body">The body, whole; empty where the path alone says what is asked.</param>
/// <param name="Lease">The place under the limits, to which used tokens are reported.</param>
/// <param name="Budget">The process's budget, of which an answer takes its share that is held whole.</param>
/// <param name="Drain">Tells when the process stops and this request has to end.</param>
internal sealed record IncomingRequest(
    HttpContext Http, ExchangeId Id, ModelRoute Route, KeyEntry Caller, ReadOnlyMemory<byte> Body, CallLease Lease, BodyBudget Budget, Drain Drain)
{
    /// <summary>Cancelled when the client leaves, or when its connection is closed after the drain; <see cref="Drain"/> tells which.</summary>
    public CancellationToken ClientLeft => Http.RequestAborted;
}
