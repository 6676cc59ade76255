using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Sallyport.Detection.Models;
using Sallyport.Onnx.Sessions;
using Sallyport.Onnx.Tokenizers;

namespace Sallyport.Onnx.Embedders;

/// <summary>
/// Reads for the second stage of the injection heads, by the embedder that ships; English alone. Its files are checked at once, and loaded when something is first read. It takes the
/// thread that asks, one window at a time.
/// </summary>
public sealed class OnnxTextEncoder : TextEncoder, IDisposable
{
    private readonly Lazy<Loaded> _loaded;

    private OnnxTextEncoder(ModelFiles<EmbedderDescription> files)
    {
        Name = files.NameWithFingerprint;
        _loaded = new(() => new(files));
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override int Dimensions => ShippedModel.Dimensions;

    /// <summary>Opens it.</summary>
    /// <exception cref="InvalidDataException">A file is damaged. The message names it, with both checksums.</exception>
    public static OnnxTextEncoder OpenShipped() => new(ShippedModel.Read());

    /// <inheritdoc/>
    public override bool TryEncode(ReadOnlySpan<char> text, Span<float> vector) => _loaded.Value.TryEncode(text, vector[..Dimensions]);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_loaded.IsValueCreated)
        {
            _loaded.Value.Session.Dispose();
        }
    }

    private sealed class Loaded(ModelFiles<EmbedderDescription> files)
    {
        private readonly EmbedderDescription _description = files.Description;
        private readonly Tokenizer _tokenizer = new ModelVocabulary(files.Description, VocabularyFile.Read(files.Vocabulary, files.Description.Vocabulary)).Tokenizer;

        public ModelSession Session { get; } = new(files.Description, files.Model, files.Description.Pooling, threads: 1, [[new(0, [0])]]);

        // What doesn't fit into one window of tokens is not read: text at such a length is mostly marks.
        public bool TryEncode(ReadOnlySpan<char> text, Span<float> vector)
        {
            var tokens = CollectionsMarshal.AsSpan(_tokenizer.Read(text));
            tokens = tokens[..Math.Min(tokens.Length, _description.MaxTokens)];
            if (tokens.IsEmpty || !OnnxEmbedder.IsLikely(_description, _tokenizer, tokens))
            {
                return false;
            }

            Session.Run([new(0, tokens.ToArray())]).CopyTo(vector);
            var norm = TensorPrimitives.Norm<float>(vector);
            if (!float.IsFinite(norm) || norm == 0)
            {
                return false;
            }

            TensorPrimitives.Divide(vector, norm, vector);
            return true;
        }
    }
}
