namespace Sallyport.Bench.Load;

/// <summary>The gateway under load: over the network from outside, and its ledger by itself.</summary>
internal static class LoadCommand
{
    private const string QuickFlag = "--quick";

    /// <summary>Runs the parts that are named, or all. A shape's word after <c>paths</c>, as in <c>paths:small</c>, measures that shape alone.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var isQuick = arguments.Contains(QuickFlag);
        var parts = arguments.Where(static argument => argument != QuickFlag).ToArray();
        foreach (var part in parts.Length == 0 ? ["paths", "streams", "ledger"] : parts)
        {
            var result = 0;
            switch (part.Split(':')[0])
            {
                case "paths" or "streams":
                    result = await LoadCores.RunPinnedAsync(["load-client", part, .. isQuick ? [QuickFlag] : Array.Empty<string>()]);
                    break;
                case "ledger":
                    await LedgerLoad.RunAsync(isQuick ? 50_000 : 500_000, Console.Out);
                    break;
                default:
                    await Console.Error.WriteLineAsync($"There is no load '{part}'.");
                    return 2;
            }

            if (result != 0)
            {
                return result;
            }
        }

        return 0;
    }

    /// <summary>The client's side of a part, in a process that was pinned beside the upstream.</summary>
    public static async Task<int> RunClientAsync(string part, bool isQuick)
    {
        if (part == "streams")
        {
            await OpenStreams.RunAsync(Console.Out);
        }
        else
        {
            await LoadRun.RunAsync(isQuick ? LoadPlan.Quick : LoadPlan.Full, LoadShape.Named(part.Split(':').ElementAtOrDefault(1)), Console.Out);
        }

        return 0;
    }
}
