using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Sallyport.Detection.Models;
using Sallyport.Onnx.Sessions;
using Sallyport.Onnx.Tokenizers;

namespace Sallyport.Onnx.Classifiers;

/// <summary>
/// An operator's own classifier over ONNX Runtime. A text longer than the model's window is read to its end in windows that overlap. A batch runs on a thread of its own, never on one of the pool, whose
/// threads requests wait for. Safe for concurrent use.
/// </summary>
public sealed class OnnxClassifier : TextClassifier, IDisposable
{
    private readonly ClassifierDescription _description;
    private readonly ModelSession _session;
    private readonly Tokenizer _tokenizer;
    private readonly SemaphoreSlim _turns;
    private readonly int _concurrentBatches;
    private readonly int _batchTokens;
    private readonly int[] _begin;
    private readonly int[] _end;

    internal OnnxClassifier(ModelFiles<ClassifierDescription> files, OnnxModelOptions options)
    {
        options.Check();
        _description = files.Description;
        var vocabularyFile = VocabularyFile.Read(files.Vocabulary, _description.Vocabulary);
        var vocabulary = new ModelVocabulary(_description, vocabularyFile);
        (_tokenizer, _begin, _end) = (vocabulary.Tokenizer, vocabulary.Begin, vocabulary.End);

        // As long as a window may be, of the vocabulary's last piece, and several at once: a model that takes less would fail later, on a text that somebody chose.
        var longest = new int[_description.MaxTokens];
        longest.AsSpan().Fill(vocabularyFile.Pieces.Count - 1);
        _session = new ModelSession(_description, files.Model, Pooling.None, options.Threads, [[new(0, [0])], [new(0, longest), new(1, [0])]]);
        if (_session.Dimensions != _description.Labels.Count)
        {
            _session.Dispose();
            throw new InvalidDataException($"The classifier's file '{_description.Model}' gives {_session.Dimensions} scores a text, but classifier.json names {_description.Labels.Count} labels.");
        }

        _concurrentBatches = options.ConcurrentBatches;
        _turns = new SemaphoreSlim(_concurrentBatches);
        _batchTokens = options.BatchTokens;
        NameWithFingerprint = files.NameWithFingerprint;
        ModelSha256 = Convert.ToHexStringLower(files.ModelSum);
    }

    /// <inheritdoc/>
    public override string Name => _description.Name;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Labels => _description.Labels;

    /// <summary>Its name with a fingerprint that changes with any of its files.</summary>
    public string NameWithFingerprint { get; }

    /// <summary>The checksum of its ONNX file, in lower-case hexadecimal.</summary>
    public string ModelSha256 { get; }

    /// <summary>Opens a folder with <c>classifier.json</c>, an ONNX file and a vocabulary (docs/guide/classifier.md has the keys), and tries the model on a window of its greatest length.</summary>
    /// <param name="folder">Trusted like a program: an ONNX file is code.</param>
    /// <param name="options">What it may take of the machine; null for the defaults.</param>
    /// <exception cref="InvalidDataException">A file is missing, damaged or doesn't fit the others. The message says which and why.</exception>
    public static OnnxClassifier Open(string folder, OnnxModelOptions? options = null) =>
        new(ModelFiles<ClassifierDescription>.Read(folder, ClassifierDescription.Kind), options ?? new());

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<float>> ScoreAsync(string text, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);
        var highest = new float[Labels.Count];
        var reader = new WindowReader(_tokenizer, text, _description.MaxTokens - _begin.Length - _end.Length, _description.Overlap);

        // What holds nothing that the vocabulary knows is read all the same: nothing is passed over.
        var next = reader.Next() ?? [];
        while (next is not null)
        {
            await _turns.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                var first = next;
                next = await Task.Factory.StartNew(
                    () => ReadBatch(first, reader, highest, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
            }
            finally
            {
                _turns.Release();
            }
        }

        return highest;
    }

    /// <summary>Waits for the batches under way, which read the model's memory, and closes.</summary>
    public void Dispose()
    {
        for (var i = 0; i < _concurrentBatches; i++)
        {
            _turns.Wait();
        }

        _session.Dispose();
        _turns.Dispose();
    }

    // Gives the window that comes after the batch; null at the end.
    private int[]? ReadBatch(int[]? window, WindowReader reader, float[] highest, CancellationToken cancellationToken)
    {
        var windows = new List<TokenWindow>();
        var tokens = 0;
        while (window is not null && (windows.Count == 0 || tokens + Around(window) <= _batchTokens))
        {
            windows.Add(new(0, [.. _begin, .. window, .. _end]));
            tokens += Around(window);
            cancellationToken.ThrowIfCancellationRequested();
            window = reader.Next();
        }

        var scores = Run(CollectionsMarshal.AsSpan(windows), cancellationToken).AsSpan();
        for (; !scores.IsEmpty; scores = scores[highest.Length..])
        {
            var row = scores[..highest.Length];
            ToProbabilities(row);
            TensorPrimitives.Max(highest, row, highest);
        }

        return window;
    }

    private int Around(int[] window) => _begin.Length + window.Length + _end.Length;

    private float[] Run(ReadOnlySpan<TokenWindow> windows, CancellationToken cancellationToken)
    {
        try
        {
            return _session.Run(windows, cancellationToken);
        }
        catch (Exception exception) when (exception is OnnxRuntimeException or InvalidDataException)
        {
            throw new ClassificationException($"The classifier {NameWithFingerprint} failed on {windows.Length} windows: {exception.Message}", exception);
        }
    }

    private void ToProbabilities(Span<float> row)
    {
        TensorPrimitives.Divide(row, _description.Temperature, row);
        switch (_description.Scores)
        {
            case ScoreKind.Softmax:
                // The highest taken off first, or a high one would overflow.
                TensorPrimitives.Subtract(row, TensorPrimitives.Max<float>(row), row);
                TensorPrimitives.SoftMax(row, row);
                break;
            case ScoreKind.Sigmoid:
                TensorPrimitives.Sigmoid(row, row);
                break;
        }

        foreach (var probability in row)
        {
            // So written that what is no number is none either.
            if (!(probability is >= 0 and <= 1))
            {
                throw new ClassificationException($"The classifier {NameWithFingerprint} gave a score that is no probability.");
            }
        }
    }
}
