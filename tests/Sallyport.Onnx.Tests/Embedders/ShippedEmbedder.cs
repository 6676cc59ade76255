using System.Numerics.Tensors;
using Sallyport.Onnx.Embedders;
using Sallyport.Retrieval;

namespace Sallyport.Onnx.Tests.Embedders;

/// <summary>The embedder that ships, opened once for all tests.</summary>
public sealed class ShippedEmbedder : IDisposable
{
    public OnnxEmbedder Embedder { get; } = OnnxEmbedder.OpenShipped();

    public void Dispose() => Embedder.Dispose();

    internal static async Task<float[][]> EmbedAsync(Embedder embedder, params string[] texts)
    {
        var to = new float[texts.Length * embedder.Dimensions];
        await embedder.EmbedAsync(texts, to, default);
        return [.. to.Chunk(embedder.Dimensions)];
    }

    internal static float Cosine(float[] left, float[] right) => TensorPrimitives.CosineSimilarity<float>(left, right);
}
