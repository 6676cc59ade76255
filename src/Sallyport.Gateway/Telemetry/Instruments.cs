using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Sallyport.Gateway.Telemetry;

/// <summary>The gateway's one meter and one activity source, both named <c>Sallyport</c>. Without a listener they cost next to nothing.</summary>
internal static class Instruments
{
    /// <summary>The name of both.</summary>
    public const string Name = "Sallyport";

    // The boundaries that the GenAI conventions advise, so that dashboards made for them fit.
    private static readonly InstrumentAdvice<double> Durations = new()
    {
        HistogramBucketBoundaries = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92],
    };

    private static readonly InstrumentAdvice<double> FirstTokens = new()
    {
        HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
    };

    private static readonly InstrumentAdvice<long> TokenCounts = new()
    {
        HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864],
    };

    private static readonly InstrumentAdvice<long> Sizes = new() { HistogramBucketBoundaries = [0, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216] };

    private static readonly Meter Meter = new(Name);

    public static readonly ActivitySource Source = new(Name);

    public static readonly Histogram<double> Duration = Meter.CreateHistogram("gen_ai.client.operation.duration", "s", "Time from the request to the end of its answer.", null, Durations);

    public static readonly Histogram<long> Tokens = Meter.CreateHistogram("gen_ai.client.token.usage", "{token}", "Tokens of an exchange, as the provider counts.", null, TokenCounts);

    public static readonly Histogram<double> FirstToken =
        Meter.CreateHistogram("gen_ai.server.time_to_first_token", "s", "Time from the request to the first event of a streamed answer that left.", null, FirstTokens);

    public static readonly UpDownCounter<int> Open = Meter.CreateUpDownCounter<int>("sallyport.exchanges.open", "{exchange}", "Exchanges under way.");

    public static readonly Counter<long> Exchanges = Meter.CreateCounter<long>("sallyport.exchanges", "{exchange}", "Exchanges, by how they ended.");

    public static readonly Counter<long> Findings = Meter.CreateCounter<long>("sallyport.findings", "{finding}", "Findings, by kind, guard and action.");

    public static readonly Counter<long> Breaches = Meter.CreateCounter<long>("sallyport.isolation.breaches", "{breach}", "Canaries of one tenant that were met at another, by where.");

    public static readonly Counter<long> IsolationChecks = Meter.CreateCounter<long>("sallyport.isolation.checks", "{check}", "Checks that tenants are kept apart, by what they came to.");

    public static readonly Counter<long> Coverage = Meter.CreateCounter<long>("sallyport.coverage", "{segment}", "Texts and parts, by what became of them.");

    public static readonly Histogram<double> RemoteCalls = Meter.CreateHistogram("sallyport.remote_guard.duration", "s", "Calls to remote guards, by how they ended.", null, Durations);

    public static readonly Histogram<long> Hold = Meter.CreateHistogram("sallyport.hold", "By", "The most that was held back at once of a streamed answer.", null, Sizes);
}
