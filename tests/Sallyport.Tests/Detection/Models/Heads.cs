using Sallyport.Detection.Models;

namespace Sallyport.Tests.Detection.Models;

/// <summary>Heads that no training made: weights that are drawn, or that know single words.</summary>
internal static class Heads
{
    /// <summary>A head whose scores go up and down with any text.</summary>
    public static HeadModel Drawn(string kind, int seed)
    {
        var random = new Random(seed);
        var weights = new float[TextFeatures.Buckets];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = (float)(random.NextDouble() - 0.5);
        }

        return HeadModel.Quantize(Description(kind), weights);
    }

    /// <summary>A head that scores text high where it holds a word, and low elsewhere.</summary>
    public static HeadModel Knowing(string kind, string word)
    {
        var weights = new float[TextFeatures.Buckets];
        foreach (var bucket in Buckets(word))
        {
            weights[bucket] = 2;
        }

        return HeadModel.Quantize(Description(kind) with { Bias = -3.8f }, weights);
    }

    public static List<int> Buckets(string text)
    {
        var sink = new Collecting([]);
        TextFeatures.Read(text, ref sink);
        return sink.Buckets;
    }

    private static HeadDescription Description(string kind) => new() { Name = kind.Replace('.', '-'), Kind = kind, Calibration = [new(-4, 0.001f), new(4, 0.999f)] };

    private readonly struct Collecting(List<int> buckets) : IFeatureSink
    {
        public List<int> Buckets => buckets;

        public void Add(ReadOnlySpan<int> added) => buckets.AddRange(added);
    }
}
