using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Sallyport.Gateway.Hosting;

/// <summary>What an operator sets for the gateway's ports.</summary>
internal sealed record GatewayOptions
{
    // What a body takes while it is inspected, in the worst case that was measured: as bytes, as UTF-16 text, as views and as the rewritten request.
    private const int MemoryPerBodyByte = 32;

    /// <summary>How long after <see cref="Drain"/> connections are closed: an error has to reach its client in this time.</summary>
    public static readonly TimeSpan BreakingOff = TimeSpan.FromSeconds(5);

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

    /// <summary>How many bytes of request bodies, of answers that don't stream and of what waits of streams the process holds at the same time.</summary>
    /// <value>Bytes, at least <see cref="MaxBodyBytes"/>. The default is a 32nd of the memory that the process may use, 32 MB to 512 MB.</value>
    public long MaxBodyBytesInFlight { get; init; } = Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / MemoryPerBodyByte, 32L << 20, 512L << 20);

    /// <summary>The largest file that may be uploaded for retrieval. It is sealed as it comes and held nowhere whole.</summary>
    /// <value>Bytes. The default is 512 MB, as at OpenAI.</value>
    public long MaxUploadBytes { get; init; } = 512L << 20;

    /// <summary>How slowly a request's body may come before the client is given up.</summary>
    /// <value>The default is 1 KB a second, after 5 seconds.</value>
    public MinDataRate SlowestBody { get; init; } = new(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(5));

    /// <summary>How slowly a client may take what was written before it is given up. 64 KB wait at most, so one that reads nothing holds its upstream for 42 seconds.</summary>
    /// <value>The default is 2 KB a second, after 10 seconds.</value>
    public MinDataRate SlowestReader { get; init; } = new(bytesPerSecond: 2048, gracePeriod: TimeSpan.FromSeconds(10));

    /// <summary>How long requests under way may go on after the process was told to stop. Then they are answered with an error, and 5 seconds later closed.</summary>
    /// <value>The default is 30 seconds.</value>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(30);
}
