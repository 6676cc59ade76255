using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Sallyport.Bench.Engine;

/// <summary>A benchmark's mean against its parameter <c>Size</c>, a text's length in characters.</summary>
/// <param name="name">The column's name and unit.</param>
/// <param name="legend">What it shows.</param>
/// <param name="of">From size and nanoseconds to the value.</param>
internal sealed class ThroughputColumn(string name, string legend, Func<int, double, double> of) : IColumn
{
    public static IColumn MicrosecondsPerKb { get; } =
        new ThroughputColumn("µs/KB", "Microseconds per 1,024 characters", static (size, nanoseconds) => nanoseconds / 1000 / (size / 1024.0));

    public static IColumn MegabytesPerSecond { get; } =
        new ThroughputColumn("MB/s", "Million characters per second", static (size, nanoseconds) => size * 1000.0 / nanoseconds);

    public string Id => name;

    public string ColumnName => name;

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string Legend => legend;

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => GetValue(summary, benchmarkCase, SummaryStyle.Default);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) =>
        summary[benchmarkCase]?.ResultStatistics is { } statistics
            ? of((int)benchmarkCase.Parameters[nameof(GuardBenchmarks.Size)], statistics.Mean).ToString("F2", CultureInfo.InvariantCulture)
            : "?";
}
