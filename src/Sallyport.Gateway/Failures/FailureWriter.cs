using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Anthropic;
using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Hosting;
using Sallyport.Gateway.OpenAi;
using Sallyport.Pipeline;

namespace Sallyport.Gateway.Failures;

/// <summary>Answers a request that failed before its answer began, in the error form that the caller's SDK reads, and writes its log line.</summary>
internal sealed partial class FailureWriter(ILogger<FailureWriter> logger)
{
    /// <summary>Writes the whole answer. Does nothing on the wire where the client has left; closes the connection where an answer has begun.</summary>
    public async Task WriteAsync(HttpContext context, ExchangeId exchange, RequestFailure failure)
    {
        var rule = Tell(exchange, failure.Failure);
        if (failure.Failure == Failure.ClientGone || context.RequestAborted.IsCancellationRequested || context.Response.HasStarted)
        {
            // Nobody is there to be told, or half an answer is out: a normal end would tell the client that it is whole.
            context.Abort();
            return;
        }

        var body = new ArrayBufferWriter<byte>(512);
        var refusal = new Refusal(rule.Kind, failure.Message, exchange, failure.Pointer, failure.Code ?? rule.Code);
        var isAnthropic = ModelRoutes.SpeaksAnthropic(context.Request);
        if (isAnthropic)
        {
            AnthropicErrors.Write(body, refusal);
        }
        else
        {
            OpenAiErrors.Write(body, refusal);
        }

        var response = context.Response;
        response.StatusCode = rule.Status;
        response.ContentType = "application/json";
        response.ContentLength = body.WrittenCount;

        // By which the official clients name the request in their exceptions; an upstream's own id of it stays.
        response.Headers.TryAdd(isAnthropic ? "request-id" : "x-request-id", exchange.Value);
        response.Headers["x-should-retry"] = rule.IsRetryable ? "true" : "false";
        if (failure.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        await response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted);
    }

    /// <summary>Writes the log line of a failure, whose answer is written or broken off elsewhere.</summary>
    public FailureRule Tell(ExchangeId exchange, Failure failure)
    {
        var rule = FailureTable.Of(failure);
        Log(rule.Level, exchange, rule.Code, rule.Side);
        return rule;
    }

    [LoggerMessage(EventId = 4001, Message = "An exchange failed")]
    private partial void Log(LogLevel level, ExchangeId exchange, string code, FailureSide side);
}
