using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Failures;
using Sallyport.Gateway.Hosting;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Upstream;

/// <summary>
/// Sends requests to upstreams with the tenant's credential. Tries again only while no byte of an answer has come, at most twice, where the connection
/// failed or the upstream says that it is busy. Safe for concurrent use.
/// </summary>
internal sealed partial class UpstreamClient(OutboundPools pools, TimeProvider time, ILogger<UpstreamClient> logger)
{
    private const int MaxRetries = 2;
    private const int AnthropicOverloaded = 529;
    private const string AnthropicVersion = "2023-06-01";

    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(3);
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly string Agent = $"Sallyport/{typeof(UpstreamClient).Assembly.GetName().Version!.ToString(2)}";

    /// <summary>Sends a request and waits for the answer's head.</summary>
    /// <param name="target">The upstream; it has to speak the route.</param>
    /// <param name="route">The route.</param>
    /// <param name="vault">The tenant's vault: whose connections to use, and whose key binds what must be its own.</param>
    /// <param name="body">The bytes to send; not read any more once the head is here. Empty for the list of models.</param>
    /// <param name="clientHeaders">The client's headers, of which few cross.</param>
    /// <param name="clientLeft">The client's leaving, which cancels the upstream.</param>
    /// <param name="drained">The end of the time that the process has left, which cancels it too.</param>
    /// <returns>The answer or the failure. The caller disposes of it in either case.</returns>
    public async ValueTask<UpstreamReply> SendAsync(
        UpstreamTarget target, ModelRoute route, TenantVault vault, ReadOnlyMemory<byte> body, IHeaderDictionary clientHeaders, CancellationToken clientLeft,
        CancellationToken drained)
    {
        var deadline = new UpstreamDeadline(target.Timeouts, time, clientLeft, drained);
        var invoker = pools.For(vault.Tenant, target);
        for (var retry = 0; ; retry++)
        {
            var (response, failure, isRetryable) = await TryAsync(invoker, target, route, vault, body, clientHeaders, deadline);
            if (!isRetryable || retry == MaxRetries)
            {
                return response is null ? new UpstreamReply(failure, deadline) : Read(response, deadline);
            }

            var wait = BackoffFor(retry, response);
            if (wait >= deadline.Remaining || wait > LongestBackoff)
            {
                return response is null ? new UpstreamReply(failure, deadline) : Read(response, deadline);
            }

            LogRetry(target.Name, response is null ? 0 : (int)response.StatusCode, retry + 1);
            response?.Dispose();
            deadline.Pause();
            try
            {
                await Task.Delay(wait, time, deadline.Token);
            }
            catch (OperationCanceledException)
            {
                return new UpstreamReply(deadline.Cause(), deadline);
            }
        }
    }

    private static UpstreamReply Read(HttpResponseMessage response, UpstreamDeadline deadline)
    {
        var failure = RefusalOf(response);
        if (failure.IsNone)
        {
            return new UpstreamReply(response, deadline);
        }

        deadline.Abandon();
        response.Dispose();
        return new UpstreamReply(failure, deadline);
    }

    private static RequestFailure RefusalOf(HttpResponseMessage response)
    {
        if (response.Content.Headers.NonValidated.TryGetValues("Content-Encoding", out var encodings)
            && !encodings.ToString().Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            return new RequestFailure(Failure.UpstreamUnreadable, "It has a content encoding that was not asked for.");
        }

        var status = (int)response.StatusCode;
        return status switch
        {
            401 or 403 => Failure.UpstreamCredentialRefused,
            304 => new RequestFailure(Failure.UpstreamUnreadable, "It says that nothing has changed (304), which was not asked."),
            204 or 205 or 206 => new RequestFailure(Failure.UpstreamUnreadable, $"It has the status {status}, under which there is no whole answer."),
            > 200 and < 300 when UpstreamReply.IsStream(response) => new RequestFailure(Failure.UpstreamUnreadable, $"It streams under the status {status}, not 200."),
            < 200 or (>= 300 and < 400) => new RequestFailure(Failure.UpstreamUnreadable, "It is a redirect; redirects are not followed."),
            _ => Failure.None,
        };
    }

    private static HttpRequestMessage RequestFor(
        UpstreamTarget target, ModelRoute route, TenantVault vault, ReadOnlyMemory<byte> body, IHeaderDictionary clientHeaders)
    {
        var request = new HttpRequestMessage(route == ModelRoute.Models ? HttpMethod.Get : HttpMethod.Post, target.AddressFor(route))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        if (route != ModelRoute.Models)
        {
            request.Content = new ReadOnlyMemoryContent(body);
            request.Content.Headers.ContentType = Json;
        }

        // What is inspected has to be the bytes that come.
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        request.Headers.TryAddWithoutValidation("User-Agent", Agent);
        HeaderAllowLists.CopyRequest(clientHeaders, request, vault);
        AddCredential(request, target, clientHeaders);
        return request;
    }

    private static void AddCredential(HttpRequestMessage request, UpstreamTarget target, IHeaderDictionary clientHeaders)
    {
        switch (target.Kind)
        {
            case UpstreamKind.Anthropic:
                var version = clientHeaders["anthropic-version"].ToString();
                request.Headers.TryAddWithoutValidation("anthropic-version", IsDate(version) ? version : AnthropicVersion);
                Add(request, "x-api-key", target.Credential);
                break;
            case UpstreamKind.Azure:
                Add(request, "api-key", target.Credential);
                break;
            default:
                Add(request, "Authorization", target.BearerHeader);
                break;
        }
    }

    private static void Add(HttpRequestMessage request, string name, string? value)
    {
        if (value is not null)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private static bool IsDate(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static TimeSpan BackoffFor(int retry, HttpResponseMessage? response)
    {
        if (response?.Headers.RetryAfter?.Delta is { } asked)
        {
            return asked;
        }

        var longest = (int)FirstBackoff.TotalMilliseconds << retry;
        return TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(longest / 2, longest + 1));
    }

    private async ValueTask<(HttpResponseMessage? Response, RequestFailure Failure, bool IsRetryable)> TryAsync(
        HttpMessageInvoker invoker, UpstreamTarget target, ModelRoute route, TenantVault vault, ReadOnlyMemory<byte> body, IHeaderDictionary clientHeaders,
        UpstreamDeadline deadline)
    {
        deadline.AwaitHead();
        var request = RequestFor(target, route, vault, body, clientHeaders);
        try
        {
            var response = await invoker.SendAsync(request, deadline.Token);
            return (response, Failure.None, (int)response.StatusCode is 502 or 503 or 504 or AnthropicOverloaded);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException)
        {
            var failure = deadline.Cause();
            if (failure == Failure.None)
            {
                failure = CauseOf(exception);
                var error = failure == Failure.UpstreamAddressRefused
                    ? exception.GetBaseException().Message
                    : ((exception as HttpRequestException)?.HttpRequestError ?? HttpRequestError.Unknown).ToString();
                LogUnreachable(target.Name, failure, error);
            }

            return (null, failure, IsUnsent(exception, failure));
        }
    }

    private static Failure CauseOf(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is OutboundRefusedException)
            {
                return Failure.UpstreamAddressRefused;
            }
        }

        return exception is HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } ? Failure.UpstreamTruncated
            : exception is HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded } ? Failure.UpstreamUnreadable
            : Failure.UpstreamUnreachable;
    }

    // Only a connection that was never made: a request that may have arrived is not sent twice.
    private static bool IsUnsent(Exception exception, Failure failure) =>
        failure == Failure.UpstreamUnreachable
        && exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError };

    [LoggerMessage(EventId = 4101, Level = LogLevel.Information, Message = "An upstream is asked again")]
    private partial void LogRetry(string upstream, int status, int retry);

    [LoggerMessage(EventId = 4102, Level = LogLevel.Warning, Message = "An upstream failed")]
    private partial void LogUnreachable(string upstream, Failure failure, string error);
}
