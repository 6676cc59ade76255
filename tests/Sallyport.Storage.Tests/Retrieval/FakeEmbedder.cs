using System.Text;
using Sallyport.Retrieval;

namespace Sallyport.Storage.Tests.Retrieval;

/// <summary>Vectors that tell texts and names apart; fails, waits or counts as a test asks.</summary>
internal sealed class FakeEmbedder(string name = "fake/1", int dimensions = 4) : Embedder
{
    private int _texts;

    public override string Name => name;

    public override int Dimensions => dimensions;

    public override bool SendsTextsOut => IsElsewhere;

    public bool IsElsewhere { get; init; }

    public Func<IReadOnlyList<string>, CancellationToken, Task>? Before { get; set; }

    public int Texts => _texts;

    public override async ValueTask EmbedAsync(IReadOnlyList<string> texts, Memory<float> to, CancellationToken cancellationToken)
    {
        if (Before is { } before)
        {
            await before(texts, cancellationToken);
        }

        Interlocked.Add(ref _texts, texts.Count);
        to[..(texts.Count * Dimensions)].Span.Clear();
        for (var i = 0; i < texts.Count; i++)
        {
            Of(name, texts[i]).CopyTo(to[(i * Dimensions)..]);
        }
    }

    public static float[] Of(string name, string text)
    {
        var hash = System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(name + "\n" + text));
        var vector = new float[] { hash[0] + 1, hash[1], hash[2], hash[3] };
        var length = MathF.Sqrt(vector.Sum(static x => x * x));
        return Array.ConvertAll(vector, x => x / length);
    }
}
