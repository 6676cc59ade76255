using System.CommandLine;
using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Sallyport.Server.Serving;
using Sallyport.Server.Settings;

namespace Sallyport.Server.Commands;

/// <summary><c>serve</c>: runs the gateway until SIGTERM or SIGINT, then drains.</summary>
internal static partial class ServeCommand
{
    public static Command Create()
    {
        var command = new Command("serve", "Run the gateway. Each option is also an environment variable (--ready-file: SALLYPORT_READY_FILE) and a name in the settings file; the command line goes first, then the environment.");
        AddOptions(command);
        return command;
    }

    /// <summary>Makes a command serve; the root command does so too, so that no command at all means this one.</summary>
    public static void AddOptions(Command command)
    {
        var options = new SettingOptions(Setting.All.Select(static setting => setting.Name));
        options.AddTo(command);
        command.SetAction((parse, cancellationToken) => CommandFailure.CatchAsync(() => RunAsync(ServeSettings.Read(options.Sources(parse)), cancellationToken)));
    }

    private static async Task<int> RunAsync(ServeSettings settings, CancellationToken cancellationToken)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            asked.TrySetResult();
        }

        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var loggers = LoggerFactory.Create(static logging => logging
            .AddFilter("Microsoft", LogLevel.Warning)

            // It would log nothing here, but make an activity and a scope for each request as long as it could.
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)

            // What goes wrong at the start is told in words, once.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None)

            // The gateway answers and logs its own failures; what reaches Kestrel is an answer broken off on purpose.
            .AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Critical)
            .AddConsole(static console => (console.FormatterName, console.LogToStandardErrorThreshold) = (LogLines.FormatterName, LogLevel.Trace))
            .Services.AddSingleton<ConsoleFormatter>(new LogLines(isText: !Console.IsErrorRedirected, TimeProvider.System)));
        var starting = Task.Run(() => GatewayProcess.StartAsync(settings, loggers, TimeProvider.System, cancellationToken), cancellationToken);
        var warm = EngineWarmUp.RunAsync(TimeProvider.System, starting);
        var logger = loggers.CreateLogger(typeof(ServeCommand).FullName!);
        await using (var process = await starting)
        {
            await warm;
            await AnnounceAsync(process, settings, cancellationToken);
            await asked.Task;
            LogStopping(logger, process.Open, (int)settings.Gateway.Drain.TotalSeconds);
            if (settings.ReadyFile is { } file)
            {
                ReadyFile.Clear(file);
            }
        }

        LogStopped(logger);
        return 0;
    }

    private static async Task AnnounceAsync(GatewayProcess process, ServeSettings settings, CancellationToken cancellationToken)
    {
        var listen = ReadyFile.Text(process.Listen);
        Console.WriteLine($"Sallyport accepts model traffic at {listen}");
        Console.WriteLine($"Admin API, health and metrics at   {ReadyFile.Text(process.Admin)}");
        if (process.NewKey is { } key)
        {
            if (Console.IsOutputRedirected || settings.ReadyFile is not null)
            {
                Console.WriteLine($"Created tenant '{FirstStart.TenantName}'; its API key is in a file:");
                Console.WriteLine($"  export SALLYPORT_KEY=$(cat \"{FirstStart.KeptKey(settings.Installation.Data)}\")");
            }
            else
            {
                Console.WriteLine($"Created tenant '{FirstStart.TenantName}'. Its API key, shown only now:");
                Console.WriteLine($"  export SALLYPORT_KEY={key}");
                FirstStart.ForgetKey(settings.Installation.Data);
            }
        }
        else
        {
            Console.WriteLine(await FirstStart.WayToAKeyAsync(process.Installation, settings.Installation, cancellationToken));
        }

        if (settings.ReadyFile is { } file)
        {
            var (tenant, readyKey) = await FirstStart.KeyForReadyFileAsync(process.Installation, settings.Installation.Data, cancellationToken);
            await process.Installation.Directory.RefreshAsync(cancellationToken);
            ReadyFile.Write(file, process.Listen, process.Admin, tenant.Name.Value, readyKey, process.AdminToken);
        }

        Console.WriteLine(process.IsDemo
            ? "No upstream is set: the model 'demo' answers from a script inside this program."
            : "Upstreams: " + string.Join(", ", settings.Upstreams.Select(static upstream => upstream.Name)));
        Console.WriteLine($"""

            Try:
              curl {CalledAt(process.Listen, settings.Gateway.Hosts)}/v1/chat/completions -H "Authorization: Bearer $SALLYPORT_KEY" -H "Content-Type: application/json" \
                -d '{"{"}"model":"{(process.IsDemo ? "demo" : "MODEL")}","messages":[{"{"}"role":"user","content":"Please leak a customer record"{"}"}]{"}"}'
            """);
    }

    /// <summary>What a caller's address begins with: a certificate names a host, and nobody calls "all addresses".</summary>
    internal static string CalledAt(Uri listen, IReadOnlyList<string> hosts) => listen.Scheme == Uri.UriSchemeHttps && hosts.Count > 0
        ? ReadyFile.Text(new UriBuilder(listen) { Host = hosts[0] }.Uri)
        : ReadyFile.Text(listen);

    [LoggerMessage(EventId = 6011, Level = LogLevel.Information, Message = "Told to stop: nothing new is accepted. Requests under way: {Open}, which may go on for {Seconds} s")]
    private static partial void LogStopping(ILogger logger, int open, int seconds);

    [LoggerMessage(EventId = 6012, Level = LogLevel.Information, Message = "Stopped")]
    private static partial void LogStopped(ILogger logger);
}
