using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Hosting;
using Sallyport.Pipeline;

namespace Sallyport.Gateway.Failures;

/// <summary>Answers a request that failed before its answer began, in the error form that the caller's SDK reads, and writes its log line.</summary>
internal sealed partial class FailureWriter(ILogger<FailureWriter> logger)
{
    /// <summary>Writes the whole answer. Does nothing on the wire where the client has left; closes the connection where an answer has begun.</summary>
    public async Task WriteAsync(HttpContext context, ExchangeId exchange, RequestFailure failure)
    {
        var rule = FailureTable.Of(failure.Failure);
        Log(rule.Level, exchange, rule.Code, rule.Side);
        if (failure.Failure == Failure.ClientGone)
        {
            context.Abort();
            return;
        }

        if (context.Response.HasStarted)
        {
            // A normal end would tell the client that the answer is whole.
            context.Abort();
            return;
        }

        var body = new ArrayBufferWriter<byte>(512);
        WriteBody(body, ModelRoutes.SpeaksAnthropic(context.Request), rule, failure, exchange);
        var response = context.Response;
        response.StatusCode = rule.Status;
        response.ContentType = "application/json";
        response.ContentLength = body.WrittenCount;
        response.Headers["x-should-retry"] = rule.IsRetryable ? "true" : "false";
        if (failure.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        await response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted);
    }

    private static void WriteBody(IBufferWriter<byte> to, bool anthropic, FailureRule rule, RequestFailure failure, ExchangeId exchange)
    {
        using var json = new Utf8JsonWriter(to);
        var message = $"{failure.Message} (exchange {exchange})";
        json.WriteStartObject();
        if (anthropic)
        {
            json.WriteString("type", "error");
            json.WriteStartObject("error");
            json.WriteString("type", AnthropicType(rule.Kind));
            json.WriteString("message", message);
            json.WriteEndObject();
            json.WriteString("request_id", exchange.Value);
        }
        else
        {
            json.WriteStartObject("error");
            json.WriteString("message", message);
            json.WriteString("type", OpenAiType(rule.Kind));
            json.WriteNull("param");
            json.WriteString("code", rule.Code);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    // https://docs.anthropic.com/en/api/errors
    private static string AnthropicType(ErrorKind kind) => kind switch
    {
        ErrorKind.Authentication => "authentication_error",
        ErrorKind.Permission => "permission_error",
        ErrorKind.NotFound => "not_found_error",
        ErrorKind.TooLarge => "request_too_large",
        ErrorKind.RateLimit => "rate_limit_error",
        ErrorKind.Overloaded => "overloaded_error",
        ErrorKind.Server or ErrorKind.Timeout => "api_error",
        _ => "invalid_request_error",
    };

    // https://platform.openai.com/docs/guides/error-codes
    private static string OpenAiType(ErrorKind kind) => kind switch
    {
        ErrorKind.Authentication => "authentication_error",
        ErrorKind.Permission => "permission_error",
        ErrorKind.RateLimit => "rate_limit_error",
        ErrorKind.Overloaded or ErrorKind.Server or ErrorKind.Timeout => "server_error",
        _ => "invalid_request_error",
    };

    [LoggerMessage(EventId = 4001, Message = "Exchange {Exchange} failed: {Code} ({Side})")]
    private partial void Log(LogLevel level, ExchangeId exchange, string code, FailureSide side);
}
