using BenchmarkDotNet.Attributes;

namespace Sallyport.Bench.Engine;

/// <summary>The whole pipeline under the first-run policy. Base: what a model answers, whole.</summary>
public class GuardBenchmarks
{
    private string _text = "";
    private ResentHistory _history = null!;

    [Params(1 << 10, 32 << 10, 1 << 20)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        Subjects.WarmUp();
        _text = new Prose(7).Next(Size);
        _history = new(Size);
    }

    [Benchmark(Description = "guard output", Baseline = true)]
    public int Output() => Subjects.Guard(Subjects.Output, _text);

    [Benchmark(Description = "guard output by tokens of 4")]
    public int Tokens() => Subjects.GuardByTokens(Subjects.Output, _text);

    [Benchmark(Description = "guard input")]
    public int Input() => Subjects.Guard(Subjects.Input, _text);

    [Benchmark(Description = "resent history: parse")]
    public int Parse() => _history.Parse();

    [Benchmark(Description = "resent history: parse and inspect")]
    public int ParseAndInspect() => _history.ParseAndInspect();
}
