using System.Buffers;
using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Json;

namespace Sallyport.Gateway.OpenAi;

/// <summary>OpenAI's error object: what its clients map to exceptions, and when they retry (408, 409, 429 and 5xx).</summary>
internal static class OpenAiErrors
{
    /// <summary>Writes <c>{"error":{…}}</c>.</summary>
    public static void Write(IBufferWriter<byte> to, Refusal refusal)
    {
        to.Write("{\"error\":"u8);
        WriteFields(to, refusal);
        to.Write("}"u8);
    }

    /// <summary>The code of a refusal.</summary>
    public static string CodeOf(Refusal refusal) => refusal.Code ?? refusal.Kind switch
    {
        RefusalKind.Malformed => "invalid_request",
        RefusalKind.TooLarge => "request_too_large",
        RefusalKind.UnknownRoute => "unknown_url",
        RefusalKind.UnknownModel => "model_not_found",
        RefusalKind.Unauthenticated => "invalid_api_key",
        RefusalKind.Forbidden => "permission_denied",
        RefusalKind.PromptBlocked or RefusalKind.AnswerBlocked => "content_filter",
        RefusalKind.NotAllowed => "not_allowed",
        RefusalKind.RateLimited => "rate_limit_exceeded",
        RefusalKind.Overloaded => "overloaded",
        RefusalKind.UpstreamFailed => "upstream_failed",
        RefusalKind.UpstreamTimeout => "upstream_timeout",
        _ => "internal_error",
    };

    private static void WriteFields(IBufferWriter<byte> to, Refusal refusal)
    {
        to.Write("{\"message\":"u8);
        JsonText.WriteString(to, refusal.FullMessage);
        to.Write(",\"type\":"u8);
        JsonText.WriteString(to, TypeOf(refusal.Kind));
        to.Write(",\"param\":"u8);
        if (refusal.Pointer is { Length: > 0 } pointer)
        {
            JsonText.WriteString(to, pointer);
        }
        else
        {
            to.Write("null"u8);
        }

        to.Write(",\"code\":"u8);
        JsonText.WriteString(to, CodeOf(refusal));
        to.Write("}"u8);
    }

    // https://platform.openai.com/docs/guides/error-codes
    private static string TypeOf(RefusalKind kind) => kind switch
    {
        RefusalKind.Unauthenticated => "authentication_error",
        RefusalKind.Forbidden => "permission_error",
        RefusalKind.RateLimited => "rate_limit_error",
        RefusalKind.Overloaded or RefusalKind.UpstreamFailed or RefusalKind.UpstreamTimeout or RefusalKind.Internal => "server_error",
        _ => "invalid_request_error",
    };
}
