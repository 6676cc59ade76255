using Sallyport.Retrieval;

namespace Sallyport.Bench.Search;

/// <summary>
/// Vectors that lie as those of texts do, not in random directions: sums of 32 fixed directions, drawn by the text, around one of a hundred centres that its first word names, with a little noise. Takes no time that
/// would show in a measurement.
/// </summary>
internal sealed class LatentEmbedder : Embedder
{
    private const int Latent = 32;
    private const float CentreWeight = 0.7f;
    private const float NoiseWeight = 0.05f;

    private readonly float[][] _directions = [.. Enumerable.Range(0, Latent).Select(static number => Drawn(new Random(number), SearchCorpus.Dimensions))];

    public override string Name => "bench/1";

    public override int Dimensions => SearchCorpus.Dimensions;

    public override ValueTask EmbedAsync(IReadOnlyList<string> texts, Memory<float> to, CancellationToken cancellationToken)
    {
        for (var i = 0; i < texts.Count; i++)
        {
            Embed(texts[i], to.Span.Slice(i * Dimensions, Dimensions));
        }

        return ValueTask.CompletedTask;
    }

    private void Embed(string text, Span<float> to)
    {
        var centre = Drawn(new Random(Seed(text.AsSpan(0, Math.Max(0, text.IndexOf(' '))))), Latent);
        var random = new Random(Seed(text));
        var own = Drawn(random, Latent);
        to.Clear();
        for (var i = 0; i < Latent; i++)
        {
            var weight = (CentreWeight * centre[i]) + own[i];
            for (var at = 0; at < to.Length; at++)
            {
                to[at] += weight * _directions[i][at];
            }
        }

        var square = 0f;
        foreach (ref var value in to)
        {
            value += NoiseWeight * (random.NextSingle() - 0.5f);
            square += value * value;
        }

        var length = MathF.Sqrt(square);
        foreach (ref var value in to)
        {
            value /= length;
        }
    }

    // FNV-1a: the same in every process.
    private static int Seed(ReadOnlySpan<char> text)
    {
        var hash = 2166136261u;
        foreach (var character in text)
        {
            hash = (hash ^ character) * 16777619u;
        }

        return (int)hash;
    }

    private static float[] Drawn(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() + random.NextSingle() + random.NextSingle() - 1.5f)];
}
