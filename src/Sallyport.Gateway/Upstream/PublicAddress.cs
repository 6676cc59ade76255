using System.Net;
using System.Net.Sockets;

namespace Sallyport.Gateway.Upstream;

/// <summary>
/// Tells an address of the public Internet from every other, by the IANA special-purpose address registries (RFC 6890 and its updates):
/// loopback, link-local, private, shared (CGNAT), unique-local, documentation, benchmarking, multicast and reserved ranges are not public, nor is
/// an IPv6 form that carries such an IPv4 address. Metadata services lie in these ranges but for Azure's, which has its own line.
/// </summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] Refused4 =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("100.64.0.0/10"), IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.0.0.0/24"), IPNetwork.Parse("192.0.2.0/24"),
        IPNetwork.Parse("192.88.99.0/24"), IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("198.18.0.0/15"), IPNetwork.Parse("198.51.100.0/24"),
        IPNetwork.Parse("203.0.113.0/24"), IPNetwork.Parse("224.0.0.0/4"), IPNetwork.Parse("240.0.0.0/4"),
        // Azure's platform address (wire server, DNS, health probes) is public by number and inward by meaning.
        IPNetwork.Parse("168.63.129.16/32"),
    ];

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] Refused6 =
    [
        // 2001::/23 holds Teredo and other protocol assignments; 2002::/16 (6to4) carries an IPv4 address.
        IPNetwork.Parse("2001::/23"), IPNetwork.Parse("2001:db8::/32"), IPNetwork.Parse("2002::/16"), IPNetwork.Parse("3fff::/20"),
    ];

    private static readonly IPNetwork TranslatedByNat64 = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>Whether a connection to the address leaves for the public Internet.</summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return !IsIn(Refused4, address);
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return false;
        }

        if (TranslatedByNat64.Contains(address))
        {
            return IsPublic(new IPAddress(address.GetAddressBytes().AsSpan(12)));
        }

        return address.ScopeId == 0 && GlobalUnicast.Contains(address) && !IsIn(Refused6, address);
    }

    private static bool IsIn(IPNetwork[] networks, IPAddress address)
    {
        foreach (var network in networks)
        {
            if (network.Contains(address))
            {
                return true;
            }
        }

        return false;
    }
}
