using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace Sallyport.Bench.Engine;

/// <summary>The tables to be compared and committed: every figure with its error and its allocations.</summary>
internal static class EngineRun
{
    /// <summary>Measures; the tables lie under <c>results</c> of the folder.</summary>
    public static void Run(string folder)
    {
        // Iterations are short and warmed long: a subject is microseconds, and the runtime compiles it in tiers.
        var job = Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithWarmupCount(8)
            .WithIterationCount(7)
            .WithIterationTime(TimeInterval.FromMilliseconds(50));
        var config = ManualConfig.CreateEmpty()
            .AddJob(job)
            .AddLogger(ConsoleLogger.Default)
            .AddColumnProvider(DefaultColumnProviders.Descriptor, DefaultColumnProviders.Params, DefaultColumnProviders.Statistics, DefaultColumnProviders.Metrics)
            .AddColumn(ThroughputColumn.MicrosecondsPerKb, ThroughputColumn.MegabytesPerSecond)
            .AddDiagnoser(new MemoryDiagnoser(new MemoryDiagnoserConfig(displayGenColumns: false)))
            .AddExporter(MarkdownExporter.GitHub)
            .WithArtifactsPath(folder);
        BenchmarkRunner.Run<GuardBenchmarks>(config);
        BenchmarkRunner.Run<DetectorBenchmarks>(config);
    }
}
