using System.Net;
using System.Net.Sockets;

namespace Sallyport.Gateway.Upstream;

/// <summary>
/// The one way out of the process. A handler resolves a name, refuses every address that is not public unless the operator's own file or command line
/// names the host and port, and connects to the very address that was checked. It follows no redirect, reads no proxy from the environment, keeps no
/// cookies, verifies TLS with the system's trust, decompresses nothing and adds no headers of its own.
/// </summary>
internal static class OutboundHandler
{
    /// <summary>Opens a handler with its own connection pool.</summary>
    /// <param name="named">What the operator has named; only these may be inward.</param>
    /// <param name="connectTimeout">How long resolving, connecting and the TLS handshake may take together.</param>
    /// <param name="resolve">Gives a name's addresses; null for the system's resolver. Asked once for each connection.</param>
    public static SocketsHttpHandler Create(
        OperatorNamedHosts named, TimeSpan connectTimeout, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectTimeout = connectTimeout,
        EnableMultipleHttp2Connections = true,
        // Addresses behind a name change; a connection does not outlive that for long.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(90),
        MaxResponseHeadersLength = 64,
        // An abandoned answer is closed, not read on: the provider should stop generating.
        MaxResponseDrainSize = 4096,
        ResponseDrainTimeout = TimeSpan.FromMilliseconds(100),
        KeepAlivePingDelay = TimeSpan.FromSeconds(30),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        ConnectCallback = (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, named, resolve ?? Dns.GetHostAddressesAsync, cancellationToken),
    };

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint endpoint, OperatorNamedHosts named, Func<string, CancellationToken, Task<IPAddress[]>> resolve, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(endpoint.Host, out var literal)
            ? [literal]
            : await resolve(endpoint.Host, cancellationToken);

        if (!named.Contains(endpoint.Host, endpoint.Port))
        {
            RefuseInward(endpoint, addresses);
        }

        SocketException? last = null;
        foreach (var address in addresses)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, endpoint.Port), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException exception)
            {
                socket.Dispose();
                last = exception;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw last ?? new SocketException((int)SocketError.HostNotFound);
    }

    // One inward address among public ones is what a rebinding name looks like, so it refuses the whole name.
    private static void RefuseInward(DnsEndPoint endpoint, IPAddress[] addresses)
    {
        foreach (var address in addresses)
        {
            if (!PublicAddress.IsPublic(address))
            {
                throw new OutboundRefusedException(
                    $"{endpoint.Host}:{endpoint.Port} resolves to an address that is not public. The setting 'inward' with this host and port allows it.");
            }
        }
    }
}
