using System.Collections.Frozen;
using System.Net;
using Microsoft.AspNetCore.Http;
using Sallyport.Gateway.Failures;

namespace Sallyport.Gateway.Hosting;

/// <summary>
/// Checks who a request believes to speak to, and which web page sent it. A name that an attacker points at this address (DNS rebinding) is in no list,
/// and a browser tells the page's origin. An address literal is as good as the connection itself.
/// </summary>
internal sealed class HostNames
{
    private readonly FrozenSet<string> _hosts;
    private readonly FrozenSet<string> _origins;
    private readonly bool _allowSameOrigin;

    /// <summary>The checks of one port.</summary>
    /// <param name="listen">The port's address; its host is a name too.</param>
    /// <param name="hosts">Further names.</param>
    /// <param name="origins">Origins that may call.</param>
    /// <param name="allowSameOrigin">Whether pages of this port itself may call it.</param>
    public HostNames(Uri listen, IEnumerable<string> hosts, IEnumerable<string> origins, bool allowSameOrigin)
    {
        var names = hosts.Append(listen.Host);
        _hosts = (listen.IsLoopback ? names.Append("localhost") : names).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        _origins = origins.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        _allowSameOrigin = allowSameOrigin;
    }

    /// <summary>The failure to answer with, or <see cref="Failure.None"/>.</summary>
    public Failure Check(HttpContext context)
    {
        var host = context.Request.Host;
        if (!host.HasValue || !IsOurs(host.Host, context.Connection.LocalIpAddress))
        {
            return Failure.HostRefused;
        }

        var origin = context.Request.Headers.Origin;
        if (origin.Count == 0)
        {
            return Failure.None;
        }

        var text = origin.ToString();
        var isSame = _allowSameOrigin && string.Equals(text, $"{context.Request.Scheme}://{host.Value}", StringComparison.OrdinalIgnoreCase);
        return isSame || _origins.Contains(text) ? Failure.None : Failure.OriginRefused;
    }

    private bool IsOurs(string host, IPAddress? local)
    {
        if (_hosts.Contains(host))
        {
            return true;
        }

        if (local is null || !IPAddress.TryParse(host, out var literal))
        {
            return false;
        }

        return literal.Equals(local.IsIPv4MappedToIPv6 ? local.MapToIPv4() : local);
    }
}
