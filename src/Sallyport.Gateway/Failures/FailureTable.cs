using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Dialects;

namespace Sallyport.Gateway.Failures;

/// <summary>The one place that maps a failure to its HTTP status, the dialects' class of error, its log level and retry advice.</summary>
internal static class FailureTable
{
    // An attack or a mistake that was stopped is no fault of the gateway: Information. What an operator should look at is Warning, what is broken is Error.
    private static readonly FrozenDictionary<Failure, FailureRule> Rules = new Dictionary<Failure, FailureRule>
    {
        [Failure.UnknownRoute] = new(FailureSide.Client, 404, RefusalKind.UnknownRoute, "unknown_route", LogLevel.Information, false,
            "This gateway serves POST /v1/chat/completions, /v1/responses, /v1/messages, /v1/messages/count_tokens, /v1/embeddings, /v1/moderations, GET /v1/models and /v1/models/{id}, and /v1/files, /v1/vector_stores and /v1/retrieve; anything else is refused, not relayed."),
        [Failure.MethodNotAllowed] = new(FailureSide.Client, 405, RefusalKind.Malformed, "method_not_allowed", LogLevel.Information, false, "This path is not served with this method."),
        [Failure.HostRefused] = new(FailureSide.Client, 421, RefusalKind.Malformed, "host_refused", LogLevel.Warning, false,
            "The Host header names a host that this gateway does not answer for. Its operator can add names with the setting 'hosts'."),
        [Failure.OriginRefused] = new(FailureSide.Client, 403, RefusalKind.Forbidden, "origin_refused", LogLevel.Warning, false,
            "Requests from web pages are refused. The gateway's operator can allow an origin with the setting 'origins'."),

        [Failure.CredentialMissing] = new(FailureSide.Client, 401, RefusalKind.Unauthenticated, "missing_api_key", LogLevel.Information, false,
            "No API key was sent. Use 'Authorization: Bearer KEY' or 'x-api-key: KEY' with a key of this gateway."),
        [Failure.CredentialUnknown] = new(FailureSide.Client, 401, RefusalKind.Unauthenticated, "invalid_api_key", LogLevel.Information, false,
            "The API key is not valid here. Use a key of this gateway, not a provider's."),
        [Failure.CredentialsDisagree] = new(FailureSide.Client, 401, RefusalKind.Unauthenticated, "conflicting_credentials", LogLevel.Information, false,
            "The request carries two different credentials; send one."),
        [Failure.ScopeMissing] = new(FailureSide.Client, 403, RefusalKind.Forbidden, "missing_scope", LogLevel.Information, false, "The API key lacks the scope for this route."),
        [Failure.TenantSuspended] = new(FailureSide.Client, 403, RefusalKind.Forbidden, "tenant_suspended", LogLevel.Information, false, "This tenant is suspended."),

        [Failure.RequestsExhausted] = new(FailureSide.Client, 429, RefusalKind.RateLimited, "requests_per_minute", LogLevel.Information, true, "Too many requests in this minute."),
        [Failure.TokensExhausted] = new(FailureSide.Client, 429, RefusalKind.RateLimited, "tokens_per_minute", LogLevel.Information, true, "Too many tokens in this minute."),
        [Failure.ConcurrencyExhausted] = new(FailureSide.Client, 429, RefusalKind.RateLimited, "concurrent_requests", LogLevel.Information, true, "Too many requests at the same time."),
        [Failure.Overloaded] = new(FailureSide.Gateway, 503, RefusalKind.Overloaded, "overloaded", LogLevel.Warning, true, "The gateway holds as many requests and answers as its memory budget allows."),
        [Failure.InspectionOverdue] = new(FailureSide.Gateway, 503, RefusalKind.Overloaded, "inspection_overdue", LogLevel.Warning, true,
            "The gateway could not inspect this request in the time that one may take."),

        [Failure.BodyTooLarge] = new(FailureSide.Client, 413, RefusalKind.TooLarge, "body_too_large", LogLevel.Information, false, "The request body is larger than this gateway accepts."),
        [Failure.BodyEncoded] = new(FailureSide.Client, 415, RefusalKind.Malformed, "content_encoding", LogLevel.Information, false,
            "Content encodings are not accepted: what is inspected has to be what the model reads."),
        [Failure.BodyMediaType] = new(FailureSide.Client, 415, RefusalKind.Malformed, "media_type", LogLevel.Information, false, "The body has to be application/json in UTF-8."),
        [Failure.BodyIncomplete] = new(FailureSide.Client, 400, RefusalKind.Malformed, "body_incomplete", LogLevel.Information, false, "The request body ended early or came too slowly."),
        [Failure.RequestAmbiguous] = new(FailureSide.Client, 400, RefusalKind.Malformed, "ambiguous_length", LogLevel.Warning, false,
            "The request has both Content-Length and Transfer-Encoding, or a transfer coding besides 'chunked'; send one of the two."),
        [Failure.RequestMalformed] = new(FailureSide.Client, 400, RefusalKind.Malformed, "malformed", LogLevel.Information, false, "The request cannot be accepted."),
        [Failure.RequestUnsupported] = new(FailureSide.Client, 400, RefusalKind.NotAllowed, "unsupported", LogLevel.Information, false, "The request asks for something that this gateway does not let through."),
        [Failure.ModelUnknown] = new(FailureSide.Client, 404, RefusalKind.UnknownModel, "model_not_found", LogLevel.Information, false, "No upstream of this gateway serves this model on this route."),
        [Failure.ObjectUnknown] = new(FailureSide.Client, 404, RefusalKind.Malformed, "not_found", LogLevel.Information, false, "What the request names does not exist."),
        [Failure.ObjectConflict] = new(FailureSide.Client, 409, RefusalKind.Malformed, "conflict", LogLevel.Information, false, "What the request names is in a state that doesn't allow this."),
        [Failure.StorageExhausted] = new(FailureSide.Client, 403, RefusalKind.Forbidden, "storage_limit_exceeded", LogLevel.Information, false, "The tenant keeps as many bytes of files as it may."),
        [Failure.PromptBlocked] = new(FailureSide.Client, 400, RefusalKind.PromptBlocked, "content_filter", LogLevel.Information, false, "The prompt was blocked by a guard."),
        [Failure.AnswerBlocked] = new(FailureSide.Upstream, 400, RefusalKind.AnswerBlocked, "content_filter", LogLevel.Information, false, "The answer was blocked by a guard."),
        [Failure.ClientGone] = new(FailureSide.Client, 499, RefusalKind.Malformed, "client_gone", LogLevel.Information, false, "The client closed the connection."),

        [Failure.UpstreamAddressRefused] = new(FailureSide.Gateway, 502, RefusalKind.Internal, "upstream_address_refused", LogLevel.Warning, false,
            "The upstream's address points inward. The gateway's operator allows its host and port with the setting 'inward'."),
        [Failure.UpstreamUnreachable] = new(FailureSide.Upstream, 502, RefusalKind.UpstreamFailed, "upstream_unreachable", LogLevel.Warning, true, "The upstream could not be reached."),
        [Failure.UpstreamSilent] = new(FailureSide.Upstream, 504, RefusalKind.UpstreamTimeout, "upstream_first_byte_timeout", LogLevel.Warning, true, "The upstream did not answer in time."),
        [Failure.UpstreamStalled] = new(FailureSide.Upstream, 504, RefusalKind.UpstreamTimeout, "upstream_idle_timeout", LogLevel.Warning, true, "The upstream fell silent in the middle of its answer."),
        [Failure.UpstreamOverlong] = new(FailureSide.Upstream, 504, RefusalKind.UpstreamTimeout, "upstream_total_timeout", LogLevel.Warning, false, "The answer took longer than this gateway allows."),
        [Failure.UpstreamTruncated] = new(FailureSide.Upstream, 502, RefusalKind.UpstreamFailed, "upstream_truncated", LogLevel.Warning, true, "The upstream's answer ended before it was complete."),
        [Failure.UpstreamUnreadable] = new(FailureSide.Upstream, 502, RefusalKind.UpstreamFailed, "upstream_unreadable", LogLevel.Warning, false, "The upstream's answer cannot be read, so it was not passed on."),
        [Failure.UpstreamOversized] = new(FailureSide.Upstream, 502, RefusalKind.UpstreamFailed, "upstream_oversized", LogLevel.Warning, false, "The upstream's answer is larger than this gateway accepts."),
        [Failure.UpstreamCredentialRefused] = new(FailureSide.Gateway, 502, RefusalKind.Internal, "upstream_credential_refused", LogLevel.Error, false,
            "The upstream refused the gateway's credential."),

        [Failure.LedgerUnavailable] = new(FailureSide.Gateway, 503, RefusalKind.Overloaded, "ledger_unavailable", LogLevel.Error, true, "The ledger cannot be written, so nothing is answered."),
        [Failure.GuardUnavailable] = new(FailureSide.Gateway, 503, RefusalKind.Internal, "guard_unavailable", LogLevel.Error, true, "A guard could not inspect this exchange, so it was stopped."),
        [Failure.ShuttingDown] = new(FailureSide.Gateway, 503, RefusalKind.Overloaded, "shutting_down", LogLevel.Warning, true,
            "The gateway is shutting down, and the time for what was under way is over."),
        [Failure.LimitsUnavailable] = new(FailureSide.Gateway, 503, RefusalKind.Overloaded, "limits_unavailable", LogLevel.Error, true, "What is left of the limit of tokens cannot be told at the moment."),
        [Failure.RetrievalUnavailable] = new(FailureSide.Gateway, 503, RefusalKind.Overloaded, "retrieval_unavailable", LogLevel.Error, true, "Retrieval is not available at the moment."),
        [Failure.IsolationBreach] = new(FailureSide.Gateway, 500, RefusalKind.Internal, "isolation_breach", LogLevel.Critical, false,
            "What was found doesn't belong to this tenant, so nothing is returned. The operator has been told."),
        [Failure.Internal] = new(FailureSide.Gateway, 500, RefusalKind.Internal, "internal", LogLevel.Error, false, "The gateway failed."),
    }.ToFrozenDictionary();

    /// <summary>The rule of one failure.</summary>
    public static FailureRule Of(Failure failure) => Rules[failure];
}
