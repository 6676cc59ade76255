namespace Sallyport.Gateway.Hosting;

/// <summary>What an operator sets for the gateway's ports.</summary>
internal sealed record GatewayOptions
{
    /// <summary>Where model traffic is accepted. Plain HTTP only on loopback; port 0 picks a free one.</summary>
    /// <value>The default is <c>http://127.0.0.1:8080</c>.</value>
    public Uri Listen { get; init; } = new("http://127.0.0.1:8080");

    /// <summary>Where the admin API, health and metrics are served. Plain HTTP only on loopback; port 0 picks a free one.</summary>
    /// <value>The default is <c>http://127.0.0.1:8081</c>.</value>
    public Uri Admin { get; init; } = new("http://127.0.0.1:8081");

    /// <summary>Names beside the listening address that a Host header may carry, without port.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Origins of web pages that may call the gateway, such as <c>https://chat.example.com</c>.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>A PEM file with the certificate and its chain, for https addresses.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>A PEM file with the certificate's private key; null where the certificate's file holds it.</summary>
    public string? CertificateKeyFile { get; init; }

    /// <summary>The largest request body.</summary>
    /// <value>Bytes. The default is 32 MB.</value>
    public int MaxBodyBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>How many bytes of request bodies the process holds at the same time.</summary>
    /// <value>Bytes, at least <see cref="MaxBodyBytes"/>. The default is 512 MB.</value>
    public long MaxBodyBytesInFlight { get; init; } = 512L * 1024 * 1024;

    /// <summary>How long requests under way may go on after the process was told to stop.</summary>
    /// <value>The default is 30 seconds.</value>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(30);
}
