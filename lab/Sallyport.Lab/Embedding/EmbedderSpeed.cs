using System.Diagnostics;
using Sallyport.Retrieval;

namespace Sallyport.Lab.Embedding;

/// <summary>How long an embedder takes for a call.</summary>
internal static class EmbedderSpeed
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(3);

    /// <summary>Milliseconds a call, after a warm-up.</summary>
    public static async Task<(double Median, double P95)> MeasureAsync(Embedder embedder, IReadOnlyList<string> texts)
    {
        var to = new float[texts.Count * embedder.Dimensions];
        for (var i = 0; i < 5; i++)
        {
            await embedder.EmbedAsync(texts, to, default);
        }

        var times = new List<double>();
        for (var start = Stopwatch.GetTimestamp(); times.Count < 5 || Stopwatch.GetElapsedTime(start) < Least;)
        {
            var before = Stopwatch.GetTimestamp();
            await embedder.EmbedAsync(texts, to, default);
            times.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
        }

        times.Sort();
        return (times[times.Count / 2], times[times.Count * 95 / 100]);
    }
}
