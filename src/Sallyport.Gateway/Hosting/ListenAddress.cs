using System.Net;

namespace Sallyport.Gateway.Hosting;

/// <summary>Turns an address from the settings into an endpoint, and refuses what would send keys and prompts in the clear.</summary>
internal static class ListenAddress
{
    /// <summary>The endpoint to bind.</summary>
    /// <param name="address">The address.</param>
    /// <param name="setting">Where it stands, for messages: <c>--listen</c>, <c>'listen'</c>.</param>
    /// <param name="hasCertificate">Whether there is one to serve https with.</param>
    /// <exception cref="GatewaySettingsException">The address has another scheme, no address literal, a path, or is plain HTTP beyond loopback.</exception>
    public static IPEndPoint Parse(Uri address, string setting, bool hasCertificate)
    {
        if (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps)
        {
            throw new GatewaySettingsException($"{setting} is '{address}': it has to begin with http:// or https://.");
        }

        if (address.AbsolutePath != "/" || address.Query.Length > 0)
        {
            throw new GatewaySettingsException($"{setting} is '{address}': it takes a host and a port only.");
        }

        var host = address.Host is "localhost" ? "127.0.0.1" : address.Host.Trim('[', ']');
        if (!IPAddress.TryParse(host, out var ip))
        {
            throw new GatewaySettingsException($"{setting} is '{address}': it takes an IP address to bind (0.0.0.0 for all); add names with the setting 'hosts'.");
        }

        if (address.Scheme == Uri.UriSchemeHttp && !IPAddress.IsLoopback(ip))
        {
            throw new GatewaySettingsException(
                $"{setting} is '{address}': plain HTTP is served on loopback only. Use https:// with the settings 'certificate' and 'certificate-key', or listen on 127.0.0.1 behind a proxy.");
        }

        if (address.Scheme == Uri.UriSchemeHttps && !hasCertificate)
        {
            throw new GatewaySettingsException($"{setting} is '{address}': https needs the setting 'certificate', a PEM file.");
        }

        return new IPEndPoint(ip, address.Port);
    }
}
