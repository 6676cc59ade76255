using System.Buffers;
using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Json;

namespace Sallyport.Gateway.Anthropic;

/// <summary>Anthropic's error object and statuses.</summary>
internal static class AnthropicErrors
{
    /// <summary>The HTTP status of a refusal.</summary>
    public static int StatusOf(RefusalKind kind) => kind switch
    {
        RefusalKind.Malformed or RefusalKind.PromptBlocked or RefusalKind.AnswerBlocked or RefusalKind.NotAllowed => 400,
        RefusalKind.Unauthenticated => 401,
        RefusalKind.Forbidden => 403,
        RefusalKind.UnknownRoute or RefusalKind.UnknownModel => 404,
        RefusalKind.TooLarge => 413,
        RefusalKind.RateLimited => 429,
        RefusalKind.UpstreamFailed => 502,
        RefusalKind.UpstreamTimeout => 504,
        RefusalKind.Overloaded => 529,
        _ => 500,
    };

    /// <summary>Writes <c>{"type":"error","error":{…},"request_id":…}</c>.</summary>
    public static void Write(IBufferWriter<byte> to, Refusal refusal)
    {
        to.Write("{\"type\":\"error\",\"error\":{\"type\":"u8);
        JsonText.WriteString(to, TypeOf(refusal.Kind));
        to.Write(",\"message\":"u8);
        var place = refusal.Pointer is { Length: > 0 } pointer ? $"{pointer}: " : "";
        JsonText.WriteString(to, place + refusal.FullMessage);
        to.Write("},\"request_id\":"u8);
        if (refusal.Exchange is { } exchange)
        {
            JsonText.WriteString(to, exchange.Value);
        }
        else
        {
            to.Write("null"u8);
        }

        to.Write("}"u8);
    }

    private static string TypeOf(RefusalKind kind) => StatusOf(kind) switch
    {
        400 => "invalid_request_error",
        401 => "authentication_error",
        403 => "permission_error",
        404 => "not_found_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        504 => "timeout_error",
        529 => "overloaded_error",
        _ => "api_error",
    };
}
