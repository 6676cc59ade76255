using BenchmarkDotNet.Attributes;
using Sallyport.Detection;
using Sallyport.Policy;

namespace Sallyport.Bench.Engine;

/// <summary>Each detector alone, on the views that it asks for.</summary>
public class DetectorBenchmarks
{
    private string _text = "";
    private GuardPlan _plan = null!;

    [ParamsSource(nameof(Detectors))]
    public string Detector { get; set; } = "";

    [Params(1 << 10, 32 << 10, 1 << 20)]
    public int Size { get; set; }

    public static IEnumerable<string> Detectors => StandardDetectors.All.Select(detector => detector.Name);

    [GlobalSetup]
    public void Setup()
    {
        Subjects.WarmUp();
        _text = new Prose(11).Next(Size);
        _plan = Subjects.Only(StandardDetectors.All.Single(detector => detector.Name == Detector));
    }

    [Benchmark(Description = "whole")]
    public int Whole() => Subjects.Guard(_plan, _text);

    [Benchmark(Description = "by tokens of 4")]
    public int Tokens() => Subjects.GuardByTokens(_plan, _text);
}
