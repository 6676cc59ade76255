using System.Diagnostics;

namespace Sallyport.Bench.Load;

/// <summary>Which cores whom: a gateway has the first to itself, client and upstream share the others. Null where nothing is pinned.</summary>
/// <param name="Gateway">The gateway's, as <c>taskset</c> takes it.</param>
/// <param name="Client">The client's and the upstream's.</param>
internal sealed record LoadCores(string? Gateway, string? Client)
{
    /// <summary>The variable that tells the client of how many cores it was started.</summary>
    public const string Variable = "SALLYPORT_BENCH_CORES";

    /// <summary>The cores of this machine, or none where it has one or lacks <c>taskset</c>.</summary>
    public static LoadCores OfMachine()
    {
        // The client itself is pinned, and sees fewer.
        var told = Environment.GetEnvironmentVariable(Variable);
        var count = told is null ? Environment.ProcessorCount : int.Parse(told);
        return count < 2 || !File.Exists("/usr/bin/taskset") ? new(null, null)
            : new("0", count == 2 ? "1" : $"1-{count - 1}");
    }

    /// <summary>Runs this program again, pinned beside the upstream, with sockets that go on where the kernel wakes them: the client is not what is measured.</summary>
    public static async Task<int> RunPinnedAsync(IReadOnlyList<string> arguments)
    {
        var cores = OfMachine();
        var start = new ProcessStartInfo(cores.Client is null ? Environment.ProcessPath! : "taskset");
        IReadOnlyList<string> all = cores.Client is null ? arguments : ["-c", cores.Client, Environment.ProcessPath!, .. arguments];
        foreach (var argument in all)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1";
        start.Environment[Variable] = Environment.ProcessorCount.ToString();
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
