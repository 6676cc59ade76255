using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Sallyport.Server.Tests;

/// <summary>The real executable in a process of its own, with a data folder that goes with it.</summary>
internal sealed partial class SallyportProcess : IAsyncDisposable
{
    private const int Terminate = 15;
    private const int FileSize = 1;

    // A write beyond the limit on file sizes raises a signal that ends a process which doesn't ignore it.
    private const string Script = "trap '' XFSZ; exec dotnet \"$@\"";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly Task<string> _error;

    private SallyportProcess(Process process, string folder)
    {
        _process = process;
        Folder = folder;
        _error = process.StandardError.ReadToEndAsync();
        Output = process.StandardOutput.ReadToEndAsync();
    }

    public string Folder { get; }

    public Task<string> Output { get; }

    /// <summary>What it logs, once it has ended.</summary>
    public Task<string> Error => _error;

    public bool HasExited => _process.HasExited;

    /// <summary>The most memory that it has had at once, in bytes.</summary>
    public long PeakMemory => 1024 * long.Parse(
        File.ReadLines($"/proc/{_process.Id}/status").Single(static line => line.StartsWith("VmHWM:", StringComparison.Ordinal))[6..^2].Trim(),
        System.Globalization.CultureInfo.InvariantCulture);

    public string Data => Path.Combine(Folder, "data");

    /// <summary>The master key's file, which nodes of one database share.</summary>
    public string MasterKeyFile { get; init; } = "";

    public string ReadyFile => Path.Combine(Folder, "ready.json");

    public Uri Listen { get; private set; } = null!;

    public Uri Admin { get; private set; } = null!;

    public string ApiKey { get; private set; } = string.Empty;

    public string AdminToken { get; private set; } = string.Empty;

    /// <summary>Starts <c>serve</c> on free ports and waits for the ready file.</summary>
    public static Task<SallyportProcess> ServeAsync(string? folder = null, params string[] more) => ServeWithAsync([], folder, more);

    /// <summary>Starts <c>serve</c> with more variables in its environment.</summary>
    public static async Task<SallyportProcess> ServeWithAsync(Dictionary<string, string> environment, string? folder = null, params string[] more)
    {
        folder ??= Directory.CreateTempSubdirectory("sallyport-server-").FullName;
        var ready = Path.Combine(folder, "ready.json");
        File.Delete(ready);
        string[] arguments =
            ["serve", "--data", Path.Combine(folder, "data"), "--listen", "http://127.0.0.1:0", "--admin", "http://127.0.0.1:0", "--ready-file", ready, .. more];
        using var watcher = new FileSystemWatcher(folder, Path.GetFileName(ready));
        var isReady = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        watcher.Created += (_, _) => isReady.TrySetResult();
        watcher.Renamed += (_, _) => isReady.TrySetResult();
        watcher.EnableRaisingEvents = true;
        var server = new SallyportProcess(Launch(arguments, environment), folder)
        {
            MasterKeyFile = environment.GetValueOrDefault("SALLYPORT_MASTER_KEY_FILE", Path.Combine(folder, "data.master-key")),
        };
        if (await Task.WhenAny(isReady.Task, server._process.WaitForExitAsync()).WaitAsync(Patience) != isReady.Task)
        {
            throw new InvalidOperationException("The server did not get ready: " + await server._error);
        }

        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(ready));
        server.Listen = new Uri(document.RootElement.GetProperty("listen").GetString()!);
        server.Admin = new Uri(document.RootElement.GetProperty("admin").GetString()!);
        server.ApiKey = document.RootElement.GetProperty("api_key").GetString()!;
        server.AdminToken = document.RootElement.GetProperty("admin_token").GetString()!;
        return server;
    }

    /// <summary>Does something again until it comes out as wanted, which it has to within a minute.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> attempt, Func<T, bool> isWanted)
    {
        var patience = Stopwatch.StartNew();
        while (true)
        {
            var outcome = await attempt();
            if (isWanted(outcome) || patience.Elapsed > Patience)
            {
                return outcome;
            }

            await Task.Yield();
        }
    }

    /// <summary>Runs a command to its end.</summary>
    public static Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => RunWithAsync([], arguments);

    /// <summary>Runs a command to its end, with more variables in its environment.</summary>
    public static async Task<(int Code, string Output, string Error)> RunWithAsync(Dictionary<string, string> environment, params string[] arguments)
    {
        using var process = Launch(arguments, environment);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Starts a command, whose output nobody reads, for a caller who ends it.</summary>
    public static Process Begin(Dictionary<string, string> environment, params string[] arguments) => Launch(arguments, environment);

    /// <summary>Sends SIGTERM.</summary>
    public void AskToStop() => _ = Kill(_process.Id, Terminate);

    /// <summary>Sends SIGKILL: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Lets no file grow beyond so many bytes from now on, as a full disk would; null lifts the limit.</summary>
    public void LimitFiles(ulong? bytes)
    {
        var limit = new ResourceLimit(bytes ?? ulong.MaxValue, ulong.MaxValue);
        if (SetLimit(_process.Id, FileSize, limit, 0) != 0)
        {
            throw new InvalidOperationException($"prlimit failed: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    /// <summary>A client of the model port that presents the key.</summary>
    public HttpClient OpenClient()
    {
        var client = new HttpClient { BaseAddress = Listen };
        client.DefaultRequestHeaders.Authorization = new("Bearer", ApiKey);
        return client;
    }

    /// <summary>Waits until readiness answers as wanted, and gives what it says.</summary>
    public async Task<string> UntilReadinessAsync(bool isReady, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            using var answer = await client.GetAsync(new Uri(Admin, "/health/ready"), patience.Token);
            if (answer.IsSuccessStatusCode == isReady)
            {
                return await answer.Content.ReadAsStringAsync(patience.Token);
            }

            await Task.Delay(20, patience.Token);
        }
    }

    /// <summary>Sends SIGTERM and waits for the end.</summary>
    public async Task<int> StopAsync()
    {
        AskToStop();
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        if (Directory.Exists(Folder))
        {
            // Gone already where another start on the same folder went before.
            Directory.Delete(Folder, recursive: true);
        }
    }

    private static Process Launch(string[] arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(
            "/bin/sh", ["-c", Script, "sh", typeof(Sallyport.Server.Commands.CommandTree).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "prlimit", SetLastError = true)]
    private static partial int SetLimit(int process, int resource, in ResourceLimit limit, nint old);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct ResourceLimit(ulong Soft, ulong Hard);
}
