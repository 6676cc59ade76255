using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Sallyport.Onnx.Sessions;
using Sallyport.Onnx.Tokenizers;
using Sallyport.Retrieval;

namespace Sallyport.Onnx.Embedders;

/// <summary>
/// An embedder over ONNX Runtime. A text longer than the model's window is read in windows that overlap, and gets their mean. A text's vector doesn't depend on
/// the texts beside it but for rounding. Safe for concurrent use.
/// </summary>
public sealed class OnnxEmbedder : Embedder, IDisposable
{
    // So many batches' windows are sorted by length before they are cut into batches, so that little is padded.
    private const int BatchesAhead = 4;

    // A name or a rare word in a short text makes it unlikely without making it foreign: so many nats are overlooked.
    private const float LikelihoodSlack = 5;

    private readonly ModelSession _session;
    private readonly Tokenizer _tokenizer;
    private readonly EmbedderDescription _description;
    private readonly SemaphoreSlim _turns;
    private readonly int _batchTokens;
    private readonly int[] _begin;
    private readonly int[] _end;
    private readonly int[] _documentPrefix;
    private readonly int[] _queryPrefix;

    internal OnnxEmbedder(ModelFiles<EmbedderDescription> files, OnnxModelOptions options)
    {
        options.Check();
        _description = files.Description;
        var vocabulary = new ModelVocabulary(_description, VocabularyFile.Read(files.Vocabulary, _description.Vocabulary));
        _tokenizer = vocabulary.Tokenizer;
        (_begin, _end) = (vocabulary.Begin, vocabulary.End);
        (_documentPrefix, _queryPrefix) = ([.. _tokenizer.Read(_description.DocumentPrefix)], [.. _tokenizer.Read(_description.QueryPrefix)]);
        var around = _begin.Length + _end.Length + Math.Max(_documentPrefix.Length, _queryPrefix.Length);
        if (around + _description.Overlap > _description.MaxTokens / 2)
        {
            throw new InvalidDataException("embedder.json: the prefix and 'overlap' together have to be at most half of 'maxTokens'.");
        }

        _session = new ModelSession(_description, files.Model, _description.Pooling, options.Threads, [[new(0, [0])]]);
        _turns = new SemaphoreSlim(options.ConcurrentBatches);
        _batchTokens = options.BatchTokens;
        Name = files.NameWithFingerprint;
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override int Dimensions => _session.Dimensions;

    /// <summary>Opens the embedder that ships: the Universal Sentence Encoder lite, 512 dimensions. Text that is no likely English gets zeros, so that it is found by words alone.</summary>
    /// <param name="options">What it may take of the machine; null for the defaults.</param>
    /// <exception cref="InvalidDataException">A file is damaged. The message names it, with both checksums.</exception>
    public static OnnxEmbedder OpenShipped(OnnxModelOptions? options = null) => new(ShippedModel.Read(), options ?? new());

    /// <summary>Opens an operator's own embedder: a folder with <c>embedder.json</c>, an ONNX file and a vocabulary (docs/guide/embedder.md has the keys).</summary>
    /// <param name="folder">Trusted like a program: an ONNX file is code.</param>
    /// <param name="options">What it may take of the machine; null for the defaults.</param>
    /// <exception cref="InvalidDataException">A file is missing, damaged or of no use. The message says which and why.</exception>
    public static OnnxEmbedder Open(string folder, OnnxModelOptions? options = null) => new(ModelFiles<EmbedderDescription>.Read(folder, EmbedderDescription.Kind), options ?? new());

    /// <inheritdoc/>
    public override ValueTask EmbedAsync(IReadOnlyList<string> texts, Memory<float> to, CancellationToken cancellationToken) =>
        EmbedAsync(texts, to, _documentPrefix, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask EmbedQueriesAsync(IReadOnlyList<string> texts, Memory<float> to, CancellationToken cancellationToken) =>
        EmbedAsync(texts, to, _queryPrefix, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Dispose();
        _turns.Dispose();
    }

    /// <summary>Whether a window is likely text in the model's language.</summary>
    internal static bool IsLikely(EmbedderDescription description, Tokenizer tokenizer, ReadOnlySpan<int> window) =>
        description.LeastLikelihood is not { } least || tokenizer.LikelihoodOf(window) is not var (score, length) || score >= (least * length) - LikelihoodSlack;

    private async ValueTask EmbedAsync(IReadOnlyList<string> texts, Memory<float> to, int[] prefix, CancellationToken cancellationToken)
    {
        var length = checked(texts.Count * Dimensions);
        if (to.Length < length)
        {
            throw new ArgumentException($"{texts.Count} texts take {length} floats.", nameof(to));
        }

        to = to[..length];
        to.Span.Clear();
        int[] before = [.. _begin, .. prefix];
        var room = _description.MaxTokens - before.Length - _end.Length;
        var pending = new List<TokenWindow>();
        var tokens = 0;
        for (var text = 0; text < texts.Count; text++)
        {
            var reader = new WindowReader(_tokenizer, texts[text], room, _description.Overlap);
            while (reader.Next() is { } window)
            {
                if (!CanRead(window))
                {
                    continue;
                }

                pending.Add(new(text, [.. before, .. window, .. _end]));
                tokens += pending[^1].Tokens.Length;
                if (tokens >= BatchesAhead * _batchTokens)
                {
                    await AddVectorsAsync(pending, to, cancellationToken).ConfigureAwait(false);
                    pending.Clear();
                    tokens = 0;
                }
            }
        }

        await AddVectorsAsync(pending, to, cancellationToken).ConfigureAwait(false);
        Normalize(to.Span);
    }

    private bool CanRead(ReadOnlySpan<int> window) => IsLikely(_description, _tokenizer, window);

    private async ValueTask AddVectorsAsync(List<TokenWindow> windows, Memory<float> to, CancellationToken cancellationToken)
    {
        windows.Sort(static (left, right) => left.Tokens.Length.CompareTo(right.Tokens.Length));
        for (var start = 0; start < windows.Count;)
        {
            // Sorted by length, so the last one says how wide the batch is.
            var end = start + 1;
            while (end < windows.Count && (end + 1 - start) * windows[end].Tokens.Length <= _batchTokens)
            {
                end++;
            }

            await _turns.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                AddVectors(CollectionsMarshal.AsSpan(windows)[start..end], to.Span);
            }
            finally
            {
                _turns.Release();
            }

            start = end;
        }
    }

    private void AddVectors(ReadOnlySpan<TokenWindow> windows, Span<float> to)
    {
        float[] vectors;
        try
        {
            vectors = _session.Run(windows);
        }
        catch (Exception exception) when (exception is OnnxRuntimeException or InvalidDataException)
        {
            throw new EmbeddingException($"The embedder {Name} failed on {windows.Length} windows: {exception.Message}", isTransient: false, exception);
        }

        for (var i = 0; i < windows.Length; i++)
        {
            var vector = vectors.AsSpan(i * Dimensions, Dimensions);
            var norm = TensorPrimitives.Norm(vector);
            if (!float.IsFinite(norm))
            {
                throw new EmbeddingException($"The embedder {Name} gave a vector that is no number.", isTransient: false);
            }

            // Each window counts alike, so each comes in with length 1.
            var sum = to.Slice(windows[i].Text * Dimensions, Dimensions);
            TensorPrimitives.MultiplyAdd(vector, norm > 0 ? 1 / norm : 0, sum, sum);
        }
    }

    private void Normalize(Span<float> vectors)
    {
        for (var start = 0; start < vectors.Length; start += Dimensions)
        {
            var vector = vectors.Slice(start, Dimensions);
            var norm = TensorPrimitives.Norm(vector);
            if (norm > 0)
            {
                TensorPrimitives.Divide(vector, norm, vector);
            }
        }
    }
}
