using System.Buffers;
using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Json;

namespace Sallyport.Gateway.Anthropic;

/// <summary>Anthropic's error object and statuses.</summary>
internal static class AnthropicErrors
{
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

    // https://docs.anthropic.com/en/api/errors
    private static string TypeOf(RefusalKind kind) => kind switch
    {
        RefusalKind.Unauthenticated => "authentication_error",
        RefusalKind.Forbidden => "permission_error",
        RefusalKind.UnknownRoute or RefusalKind.UnknownModel => "not_found_error",
        RefusalKind.TooLarge => "request_too_large",
        RefusalKind.RateLimited => "rate_limit_error",
        RefusalKind.UpstreamTimeout => "timeout_error",
        RefusalKind.Overloaded => "overloaded_error",
        RefusalKind.UpstreamFailed or RefusalKind.Internal => "api_error",
        _ => "invalid_request_error",
    };
}
