using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Sallyport.Bench.Load;

/// <summary>A server under load, in a process of its own, with what the kernel counts of it. Disposing of it ends the process.</summary>
internal sealed class LoadServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SettleStep = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly string? _folder;

    private LoadServer(Process process, string? folder)
    {
        _process = process;
        _folder = folder;
    }

    /// <summary>Where it listens.</summary>
    public required Uri Address { get; init; }

    /// <summary>The key to call it with, or null.</summary>
    public string? Key { get; private init; }

    /// <summary>Processor time so far.</summary>
    public TimeSpan Processor
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Resident memory now, in MB.</summary>
    public double ResidentMegabytes => Memory("VmRSS:");

    /// <summary>The most resident memory so far, in MB.</summary>
    public double PeakMegabytes => Memory("VmHWM:");

    /// <summary>Starts the upstream beside the client.</summary>
    public static Task<LoadServer> StartUpstreamAsync(LoadCores cores) =>
        StartOwnAsync(cores.Client, ["load-upstream"], new() { ["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1" });

    /// <summary>Starts the bare forwarder.</summary>
    public static Task<LoadServer> StartForwarderAsync(LoadCores cores, Uri upstream) => StartOwnAsync(cores.Gateway, ["load-forwarder", upstream.AbsoluteUri], []);

    /// <summary>Starts Sallyport as an operator does, with its ledger on disk, the telemetry exported to the upstream and recording off.</summary>
    public static async Task<LoadServer> StartSallyportAsync(LoadCores cores, Uri upstream, string? policy)
    {
        var folder = Directory.CreateTempSubdirectory("sallyport-load-").FullName;
        var ready = Path.Combine(folder, "ready.json");
        List<string> arguments =
        [
            "serve", "--data", Path.Combine(folder, "data"), "--listen", "http://127.0.0.1:0", "--admin", "http://127.0.0.1:0",
            "--upstream", $"bench={upstream.AbsoluteUri}", "--ready-file", ready,
        ];
        if (policy is not null)
        {
            var file = Path.Combine(folder, "policy.yaml");
            await File.WriteAllTextAsync(file, policy);
            arguments.AddRange(["--policy", file]);
        }

        var process = Start(cores.Gateway, SallyportPath(), arguments, new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = upstream.AbsoluteUri,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        });
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var waited = Stopwatch.StartNew();
        while (!File.Exists(ready))
        {
            if (process.HasExited || waited.Elapsed > Patience)
            {
                throw new InvalidOperationException("sallyport serve did not get ready.");
            }

            await Task.Delay(50);
        }

        // The file appears whole: it is renamed into its place.
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(ready));
        return new LoadServer(process, folder) { Address = new Uri(json.RootElement.GetProperty("listen").GetString()!), Key = json.RootElement.GetProperty("api_key").GetString() };
    }

    /// <summary>Waits until the process has nothing left to do in the background: on one core, compiling what the load has made hot takes it a while.</summary>
    public async Task SettleAsync()
    {
        for (var waited = TimeSpan.Zero; waited < Patience; waited += SettleStep)
        {
            var before = Processor;
            await Task.Delay(SettleStep);
            if (Processor - before < SettleStep / 20)
            {
                return;
            }
        }
    }

    /// <summary>Halts the process, so that the next one has the core to itself, or lets it go on.</summary>
    public async Task HaltAsync(bool isHalted)
    {
        using var kill = Process.Start("kill", [isHalted ? "-STOP" : "-CONT", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static async Task<LoadServer> StartOwnAsync(string? cores, string[] arguments, Dictionary<string, string> environment)
    {
        var process = Start(cores, Environment.ProcessPath!, arguments, environment);
        process.BeginErrorReadLine();
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        return new LoadServer(process, null) { Address = new Uri(line ?? throw new InvalidOperationException($"'{arguments[0]}' ended at once.")) };
    }

    private static Process Start(string? cores, string program, IReadOnlyList<string> arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(cores is null ? program : "taskset") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in cores is null ? arguments : ["-c", cores, program, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        // What the client is started with is not theirs.
        start.Environment.Remove("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS");
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    // The executable of the same configuration, as the build leaves it.
    private static string SallyportPath()
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(here.Parent!.Parent!.FullName, "Sallyport.Server", here.Name, "sallyport");
    }

    private double Memory(string name)
    {
        foreach (var line in File.ReadLines($"/proc/{_process.Id}/status"))
        {
            if (line.StartsWith(name, StringComparison.Ordinal))
            {
                return long.Parse(line.AsSpan(name.Length).Trim().ToString().Split(' ')[0], CultureInfo.InvariantCulture) / 1024.0;
            }
        }

        return double.NaN;
    }
}
