using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Exchanges;
using Sallyport.Gateway.Upstream;
using Sallyport.Policy;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.RemoteGuards;

/// <summary>
/// Calls remote guards over the tenant's own connections: like its upstreams they are reached by the one outbound handler, at inward addresses only where the
/// operator names them. One try, a second where the connection ends before an answer begins; an answer of at most <see cref="MaxAnswer"/> bytes, no redirects. Logs names and causes, never what was sent or answered. Safe for concurrent use.
/// </summary>
internal sealed partial class RemoteGuardClient(OutboundPools pools, TimeProvider time, ILogger<RemoteGuardClient> logger)
{
    /// <summary>The longest answer, in bytes.</summary>
    public const int MaxAnswer = 64 << 10;

    // One for all guards, whose own time-outs end a call anyway, so that a tenant has one pool.
    private static readonly TimeSpan Connect = TimeSpan.FromSeconds(5);
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>Asks about one window.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async ValueTask<RemoteReply> AskAsync(TenantRuntime tenant, RemoteGuard guard, string content, CancellationToken cancellationToken)
    {
        if (!TryFindCredential(tenant, guard, out var upstream))
        {
            LogFailed(guard.Name, tenant.Snapshot.Tenant.Id, RemoteOutcome.NoCredential, 0);
            return new(RemoteOutcome.NoCredential);
        }

        using var clock = new CancellationTokenSource(guard.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(clock.Token, cancellationToken);
        var (status, reply) = (0, default(RemoteReply));
        try
        {
            await tenant.Remotes.Gate.WaitAsync(either.Token);
            try
            {
                (status, reply) = await AskOnceOrAgainAsync(tenant, guard, upstream, content, either.Token);
            }
            finally
            {
                tenant.Remotes.Gate.Release();
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or HttpRequestException or IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            reply = new(clock.IsCancellationRequested ? RemoteOutcome.TimedOut : CauseOf(exception));
        }

        if (reply.Scores is null)
        {
            LogFailed(guard.Name, tenant.Snapshot.Tenant.Id, reply.Outcome, status);
        }

        return reply;
    }

    // A kept connection that the other side was closing tells nothing about the guard, and asking twice changes nothing there.
    private async ValueTask<(int Status, RemoteReply Reply)> AskOnceOrAgainAsync(
        TenantRuntime tenant, RemoteGuard guard, UpstreamTarget? upstream, string content, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync(tenant, guard, upstream, content, cancellationToken);
        }
        catch (HttpRequestException exception) when (
            exception.HttpRequestError == HttpRequestError.ResponseEnded || exception.InnerException is IOException { InnerException: SocketException })
        {
            return await SendAsync(tenant, guard, upstream, content, cancellationToken);
        }
    }

    private async ValueTask<(int Status, RemoteReply Reply)> SendAsync(
        TenantRuntime tenant, RemoteGuard guard, UpstreamTarget? upstream, string content, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>();
        var code = RemoteRequest.NewCode(guard);
        RemoteRequest.Write(body, guard, code, content);
        using var request = new HttpRequestMessage(HttpMethod.Post, guard.Url)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = new ReadOnlyMemoryContent(body.WrittenMemory),
        };
        request.Content.Headers.ContentType = Json;
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        AddCredential(request, upstream);
        using var response = await pools.ForTenant(tenant.Snapshot.Tenant.Id, Connect).SendAsync(request, cancellationToken);
        var status = (int)response.StatusCode;
        if (status != 200)
        {
            return (status, new(status is 400 or 413 or 422 or 424 ? RemoteOutcome.Refused : RemoteOutcome.Status));
        }

        using var answer = new PooledBytes(4 << 10);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        while (await stream.ReadAsync(answer.GetMemory(4 << 10), cancellationToken) is var read and > 0)
        {
            answer.Advance(read);
            if (answer.WrittenCount > MaxAnswer)
            {
                return (status, new(RemoteOutcome.Oversized));
            }
        }

        return (status, RemoteAnswer.Read(guard, code, answer.WrittenMemory) is { } scores ? new(RemoteOutcome.Answered, scores) : new(RemoteOutcome.Unreadable));
    }

    // Who writes a policy need not be who holds the credentials: one goes nowhere but where it was given for.
    private static bool TryFindCredential(TenantRuntime tenant, RemoteGuard guard, out UpstreamTarget? upstream)
    {
        upstream = guard.Credential is null ? null : tenant.Targets.FirstOrDefault(target => !target.IsOperatorNamed && target.Name == guard.Credential);
        return guard.Credential is null
            || (upstream is not null
                && Uri.Compare(upstream.Address, guard.Url, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0);
    }

    private static void AddCredential(HttpRequestMessage request, UpstreamTarget? upstream)
    {
        if (upstream?.Credential is { } credential)
        {
            var (name, value) = upstream.Kind switch
            {
                UpstreamKind.Anthropic => ("x-api-key", credential),
                UpstreamKind.Azure => ("api-key", credential),
                _ => ("Authorization", upstream.BearerHeader!),
            };
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private static RemoteOutcome CauseOf(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is OutboundRefusedException)
            {
                return RemoteOutcome.AddressRefused;
            }
        }

        return RemoteOutcome.Unreachable;
    }

    [LoggerMessage(EventId = 4201, Level = LogLevel.Warning, Message = "Remote guard {Guard} of tenant {Tenant} failed: {Outcome} (status {Status}; 0: none)")]
    private partial void LogFailed(string guard, TenantId tenant, RemoteOutcome outcome, int status);
}
