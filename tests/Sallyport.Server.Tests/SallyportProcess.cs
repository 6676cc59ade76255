using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Sallyport.Server.Tests;

/// <summary>The real executable in a process of its own, with a data folder that goes with it.</summary>
internal sealed partial class SallyportProcess : IAsyncDisposable
{
    private const int Terminate = 15;

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

    public string Data => Path.Combine(Folder, "data");

    public string ReadyFile => Path.Combine(Folder, "ready.json");

    public Uri Listen { get; private set; } = null!;

    public Uri Admin { get; private set; } = null!;

    public string ApiKey { get; private set; } = string.Empty;

    public string AdminToken { get; private set; } = string.Empty;

    /// <summary>Starts <c>serve</c> on free ports and waits for the ready file.</summary>
    public static async Task<SallyportProcess> ServeAsync(string? folder = null, params string[] more)
    {
        folder ??= Directory.CreateTempSubdirectory("sallyport-server-").FullName;
        var ready = Path.Combine(folder, "ready.json");
        File.Delete(ready);
        string[] arguments =
            ["serve", "--data", Path.Combine(folder, "data"), "--listen", "http://127.0.0.1:0", "--admin", "http://127.0.0.1:0", "--ready-file", ready, .. more];
        var server = new SallyportProcess(Launch(arguments), folder);
        var patience = Stopwatch.StartNew();
        while (!File.Exists(ready))
        {
            if (server._process.HasExited || patience.Elapsed > TimeSpan.FromSeconds(60))
            {
                throw new InvalidOperationException("The server did not get ready: " + (server._process.HasExited ? await server._error : "no ready file"));
            }

            await Task.Delay(50);
        }

        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(ready));
        server.Listen = new Uri(document.RootElement.GetProperty("listen").GetString()!);
        server.Admin = new Uri(document.RootElement.GetProperty("admin").GetString()!);
        server.ApiKey = document.RootElement.GetProperty("api_key").GetString()!;
        server.AdminToken = document.RootElement.GetProperty("admin_token").GetString()!;
        return server;
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var process = Launch(arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Sends SIGTERM and waits for the end.</summary>
    public async Task<int> StopAsync()
    {
        _ = Kill(_process.Id, Terminate);
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
        Directory.Delete(Folder, recursive: true);
    }

    private static Process Launch(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(typeof(Sallyport.Server.Commands.CommandTree).Assembly.Location);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
