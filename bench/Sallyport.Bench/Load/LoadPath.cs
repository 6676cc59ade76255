using System.Collections.Concurrent;
using System.Diagnostics;

namespace Sallyport.Bench.Load;

/// <summary>One way from the client to the upstream, with its open connections.</summary>
internal sealed class LoadPath : IDisposable
{
    /// <summary>Exchanges at once where throughput is measured.</summary>
    public const int Busy = 32;

    private const int Stages = 5;

    private static readonly TimeSpan HaltAfter = TimeSpan.FromMilliseconds(200);

    // Kestrel's clock moves once a second: until it has, a request would seem to have begun before the halt, and be overdue.
    private static readonly TimeSpan GoOnAfter = TimeSpan.FromMilliseconds(1_100);

    private static int s_number;

    private readonly LoadConnection[] _connections;

    private LoadPath(string name, LoadServer? server, LoadConnection[] connections)
    {
        Name = name;
        Server = server;
        _connections = connections;
    }

    /// <summary>Its name in tables.</summary>
    public string Name { get; }

    /// <summary>What stands between; null for the straight way.</summary>
    public LoadServer? Server { get; }

    /// <summary>Opens a way through a server.</summary>
    /// <param name="name">Its name in tables.</param>
    /// <param name="address">Whom the client calls.</param>
    /// <param name="server">What stands between, or null.</param>
    public static async Task<LoadPath> OpenAsync(string name, Uri address, LoadServer? server)
    {
        var connections = new LoadConnection[Busy];
        for (var i = 0; i < connections.Length; i++)
        {
            connections[i] = await LoadConnection.OpenAsync(address, server?.Key);
        }

        return new LoadPath(name, server, connections);
    }

    /// <summary>A number that no text of this run has had.</summary>
    public static int NextNumber() => Interlocked.Increment(ref s_number) % LoadText.Count;

    /// <summary>Measures one round: many exchanges at once, then one at a time.</summary>
    public async Task<LoadSample> MeasureAsync(LoadShape shape, LoadPlan plan)
    {
        await HaltAsync(isHalted: false);
        try
        {
            // What a halted process owes to its timers.
            await RunAsync(shape, _connections, plan.Catch);
            return await MeasureRunningAsync(shape, plan.Busy, plan.Single);
        }
        finally
        {
            await HaltAsync(isHalted: true);
        }
    }

    /// <summary>Warms the way up, and halts it.</summary>
    public async Task WarmUpAsync(IReadOnlyList<LoadShape> shapes, TimeSpan time)
    {
        // In stages: what one made hot is compiled in the pause, measured by the compiler in the next, and compiled again.
        for (var stage = 0; stage < Stages; stage++)
        {
            foreach (var shape in shapes)
            {
                await RunAsync(shape, _connections, time / (Stages * shapes.Count));
            }

            await (Server?.SettleAsync() ?? Task.CompletedTask);
        }

        await HaltAsync(isHalted: true);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var connection in _connections)
        {
            connection.Dispose();
        }
    }

    private async Task HaltAsync(bool isHalted)
    {
        if (Server is null)
        {
            return;
        }

        if (isHalted)
        {
            // Not in the middle of a commit: one that lasted as long as the halt would count as a store that hangs.
            await Task.Delay(HaltAfter);
        }

        await Server.HaltAsync(isHalted);
        if (!isHalted)
        {
            await Task.Delay(GoOnAfter);
        }
    }

    private async Task<LoadSample> MeasureRunningAsync(LoadShape shape, TimeSpan busy, TimeSpan single)
    {
        var processor = Server?.Processor;
        var start = Stopwatch.GetTimestamp();
        var many = await RunAsync(shape, _connections, busy);
        var perSecond = many.Length / Stopwatch.GetElapsedTime(start).TotalSeconds;
        var used = Server is null ? double.NaN : (Server.Processor - processor!.Value).TotalMicroseconds / many.Length;
        var alone = await RunAsync(shape, _connections.AsMemory(0, 1), single);
        return new(
            perSecond,
            used,
            LoadMath.Quantile(Milliseconds(many, static t => t.Whole), 0.99),
            LoadMath.Quantile(Milliseconds(alone, static t => t.Whole), 0.5),
            LoadMath.Quantile(Milliseconds(alone, static t => t.Whole), 0.99),
            LoadMath.Quantile(Milliseconds(alone, static t => t.FirstByte), 0.5),
            LoadMath.Quantile(Milliseconds(alone, static t => t.FirstText), 0.5));
    }

    private static double[] Milliseconds(ExchangeTiming[] timings, Func<ExchangeTiming, TimeSpan> which) => [.. timings.Select(timing => which(timing).TotalMilliseconds)];

    private static async Task<ExchangeTiming[]> RunAsync(LoadShape shape, ReadOnlyMemory<LoadConnection> connections, TimeSpan time)
    {
        var timings = new ConcurrentBag<List<ExchangeTiming>>();
        var end = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        var running = new List<Task>();
        for (var i = 0; i < connections.Length; i++)
        {
            running.Add(LoopAsync(connections.Span[i]));
        }

        await Task.WhenAll(running);
        return [.. timings.SelectMany(static list => list)];

        async Task LoopAsync(LoadConnection connection)
        {
            // Off the loop that opens the others.
            await Task.Yield();
            var own = new List<ExchangeTiming>();
            while (Stopwatch.GetTimestamp() < end)
            {
                own.Add(await connection.ExchangeAsync(shape, NextNumber()));
            }

            timings.Add(own);
        }
    }
}
