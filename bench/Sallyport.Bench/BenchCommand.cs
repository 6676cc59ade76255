using Sallyport.Bench.Engine;

namespace Sallyport.Bench;

/// <summary>Which measurement to run.</summary>
internal static class BenchCommand
{
    private const string Usage = """
        quick [NAME]      the engine in a minute, as a table
        engine [FOLDER]   the engine by BenchmarkDotNet; tables under FOLDER/results (artifacts/bench)
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        switch (args)
        {
            case ["quick", .. var rest]:
                QuickLoop.Run(Console.Out, rest.FirstOrDefault());
                return 0;
            case ["engine", .. var rest]:
                EngineRun.Run(rest.FirstOrDefault() ?? Path.Combine("artifacts", "bench"));
                return 0;
            default:
                await Console.Error.WriteLineAsync(Usage);
                return 2;
        }
    }
}
