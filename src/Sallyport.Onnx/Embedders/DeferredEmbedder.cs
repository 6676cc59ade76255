using Sallyport.Retrieval;

namespace Sallyport.Onnx.Embedders;

/// <summary>
/// The embedder that ships, loaded when it is first used: some hundred megabytes that a gateway without vector stores goes without. Its files are checked at once. Safe for concurrent use.
/// </summary>
public sealed class DeferredEmbedder : Embedder, IDisposable
{
    private readonly Lazy<OnnxEmbedder> _embedder;

    /// <summary>Checks the files; loads nothing.</summary>
    /// <param name="options">What it may take of the machine; null for the defaults.</param>
    /// <exception cref="InvalidDataException">A file is damaged. The message names it, with both checksums.</exception>
    public DeferredEmbedder(OnnxModelOptions? options = null)
    {
        Name = ShippedModel.Read().NameWithFingerprint;
        _embedder = new(() => OnnxEmbedder.OpenShipped(options));
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override int Dimensions => ShippedModel.Dimensions;

    /// <inheritdoc/>
    public override ValueTask EmbedAsync(IReadOnlyList<string> texts, Memory<float> to, CancellationToken cancellationToken) =>
        _embedder.Value.EmbedAsync(texts, to, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask EmbedQueriesAsync(IReadOnlyList<string> texts, Memory<float> to, CancellationToken cancellationToken) =>
        _embedder.Value.EmbedQueriesAsync(texts, to, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_embedder.IsValueCreated)
        {
            _embedder.Value.Dispose();
        }
    }
}
