using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Auth;
using Sallyport.Gateway.Exchanges;
using Sallyport.Gateway.Failures;
using Sallyport.Gateway.Limits;
using Sallyport.Gateway.Retrieval;
using Sallyport.Pipeline;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Hosting;

/// <summary>The way of every request of model traffic up to the exchange: framing, host and origin, route, key, scope, limits, body. In this order, so that nothing is spent on who may not call.</summary>
internal sealed partial class ModelPort(
    GatewayOptions options, HostNames names, TenantDirectory directory, CallLimiter limiter, FailureWriter failures, ExchangeDelegate exchange, TimeProvider time, ILogger<ModelPort> logger,
    RetrievalDelegate? retrieval = null)
{
    private readonly BodyBudget _budget = new(options.MaxBodyBytesInFlight);

    /// <summary>What is under way here, and when it has to end.</summary>
    public Drain Drain { get; } = new();

    /// <summary>Handles one request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        Drain.Enter();
        try
        {
            await AnswerAsync(context);
        }
        finally
        {
            Drain.Leave();
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var id = ExchangeId.New(time);
        RequestFailure failure;
        try
        {
            failure = await AdmitAsync(context, id);
        }
        catch (Exception exception) when (context.RequestAborted.IsCancellationRequested && exception is OperationCanceledException or IOException)
        {
            failure = Drain.IsOver ? Failure.ShuttingDown : Failure.ClientGone;
        }
        catch (AnswerBrokenOffException broken)
        {
            failures.Tell(id, broken.Failure);
            throw;
        }
#pragma warning disable CA1031 // The outermost catch: whatever a bug throws becomes an answer in the caller's dialect and one log line.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogBug(id, exception);
            failure = Failure.Internal;
        }

        if (!failure.IsNone)
        {
            await failures.WriteAsync(context, id, failure);
        }
    }

    private async ValueTask<RequestFailure> AdmitAsync(HttpContext context, ExchangeId id)
    {
        var request = context.Request;
        context.Response.Headers["x-sallyport-exchange"] = id.Value;
        var failure = RequestFraming.Check(context);
        if (failure == Failure.None)
        {
            failure = names.Check(context);
        }

        if (failure != Failure.None)
        {
            return failure;
        }

        failure = ModelRoutes.Find(request.Path.Value, request.Method, out var route);
        var target = default(RetrievalTarget);
        var isRetrieval = failure == Failure.UnknownRoute && retrieval is not null;
        if (isRetrieval)
        {
            failure = RetrievalRoutes.Find(request.Path.Value, request.Method, out target);
        }

        if (failure != Failure.None)
        {
            return RouteHints.Explain(context, failure, retrieval is not null);
        }

        failure = PresentedCredential.Read(request.Headers, out var credential);
        if (failure != Failure.None)
        {
            return failure;
        }

        var (caller, keyRefusal) = directory.Find(credential);
        if (caller is null || keyRefusal != KeyRefusal.None)
        {
            return keyRefusal == KeyRefusal.TenantSuspended ? Failure.TenantSuspended : Failure.CredentialUnknown;
        }

        var scope = isRetrieval ? RetrievalRoutes.ScopeOf(target.Route) : ModelRoutes.ScopeOf(route);
        if ((caller.Principal.Scopes & scope) == 0)
        {
            return new RequestFailure(Failure.ScopeMissing, $"It takes the scope '{ScopeNames.Format(scope)}'.");
        }

        var (refusal, lease) = await limiter.EnterAsync(caller);
        if (!refusal.IsNone)
        {
            return refusal;
        }

        using (lease)
        {
            if (isRetrieval)
            {
                return await retrieval!(new RetrievalRequest(context, id, target, caller, _budget));
            }

            using var body = new PooledBody(_budget);
            if (!ModelRoutes.IsOfPathAlone(route))
            {
                refusal = await BodyReader.ReadAsync(request, body, options.MaxBodyBytes, context.RequestAborted);
                if (!refusal.IsNone)
                {
                    return refusal;
                }
            }

            return await exchange(new IncomingRequest(context, id, route, caller, body.Bytes, lease!, _budget, Drain));
        }
    }

    [LoggerMessage(EventId = 4002, Level = LogLevel.Error, Message = "An exchange met a bug")]
    private partial void LogBug(ExchangeId exchange, Exception exception);
}
