using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sallyport.Gateway.Failures;
using Sallyport.Gateway.Hosting;

namespace Sallyport.Gateway.Admin;

/// <summary>
/// Who may speak to the admin port. Health is open to whoever reaches it; the description, its page and the metrics are open on the machine
/// itself; everything else asks for the token, which is compared in constant time.
/// </summary>
internal sealed class AdminGate(HostNames names, string token)
{
    // A policy of 256 KB whose every character JSON escapes, and some room.
    private const int MaxBodyBytes = 2 << 20;

    private readonly byte[] _tokenHash = SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>Answers who may not come in; lets the others on.</summary>
    public Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src 'self' data:; font-src 'self' data:; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        var failure = RequestFraming.Check(context);
        if (failure == Failure.None)
        {
            failure = names.Check(context);
        }

        if (failure != Failure.None)
        {
            var rule = FailureTable.Of(failure);
            return AdminProblems.WriteAsync(context, rule.Status, rule.Code, rule.Message);
        }

        if (!IsOpen(context) && !HasToken(context.Request))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return AdminProblems.WriteAsync(
                context, StatusCodes.Status401Unauthorized, "admin_token", "Send the admin token as 'Authorization: Bearer TOKEN'. It lies in the file admin-token of the data folder.");
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MaxBodyBytes;
        }

        return next(context);
    }

    private static bool IsOpen(HttpContext context)
    {
        var path = context.Request.Path;
        if (path.StartsWithSegments("/health", StringComparison.Ordinal))
        {
            return true;
        }

        var isLocal = context.Connection.RemoteIpAddress is { } remote && IPAddress.IsLoopback(remote.IsIPv4MappedToIPv6 ? remote.MapToIPv4() : remote);
        return isLocal && HttpMethods.IsGet(context.Request.Method)
            && (path.StartsWithSegments("/docs", StringComparison.Ordinal)
                || path.StartsWithSegments("/openapi", StringComparison.Ordinal)
                || path.StartsWithSegments("/metrics", StringComparison.Ordinal)
                || path.Value is "/");
    }

    private bool HasToken(HttpRequest request)
    {
        const string scheme = "Bearer ";
        if (request.Headers.Authorization is not [{ } header] || !header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var presented = SHA256.HashData(Encoding.UTF8.GetBytes(header[scheme.Length..].Trim()));
        return CryptographicOperations.FixedTimeEquals(presented, _tokenHash);
    }
}
