using System.Collections.Frozen;

namespace Sallyport.Gateway.Upstream;

/// <summary>Hosts and ports that the operator's own file or command line names, and that may therefore be loopback or private. Immutable.</summary>
internal sealed class OperatorNamedHosts
{
    private readonly FrozenSet<string> _authorities;

    /// <summary>Names the hosts and ports of the given addresses.</summary>
    public OperatorNamedHosts(IEnumerable<Uri> addresses) =>
        _authorities = addresses.Select(static address => Authority(address.IdnHost, address.Port)).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Nothing is named: only public addresses can be reached.</summary>
    public static OperatorNamedHosts None { get; } = new([]);

    /// <summary>Whether the operator has named this host and port.</summary>
    public bool Contains(string host, int port) => _authorities.Contains(Authority(host, port));

    private static string Authority(string host, int port) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{host.Trim('[', ']')}:{port}");
}
