using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace Sallyport.Onnx.Sessions;

/// <summary>A loaded model: windows of tokens in, a vector each out. Safe for concurrent use.</summary>
internal sealed class ModelSession : IDisposable
{
    private const string Ids = "input_ids";
    private const string Mask = "attention_mask";
    private const string Types = "token_type_ids";
    private const int MostDimensions = 16_384;

    private readonly InferenceSession _session;
    private readonly string[] _inputs;
    private readonly string[] _outputs;
    private readonly Pooling _pooling;
    private readonly string _file;

    /// <summary>Loads a model and tries it.</summary>
    /// <param name="description">What it is.</param>
    /// <param name="model">The ONNX file.</param>
    /// <param name="pooling">How its output becomes one vector for a window.</param>
    /// <param name="threads">How many threads work on one batch.</param>
    /// <param name="trials">The batches that it is tried on.</param>
    /// <exception cref="InvalidDataException">It is no ONNX file, wants or gives something else than it should, or fails on a trial. The message names the file.</exception>
    public ModelSession(ModelDescription description, byte[] model, Pooling pooling, int threads, TokenWindow[][] trials)
    {
        _file = $"The {description.Role}'s file '{description.Model}'";
        _pooling = pooling;
        using var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            // Lengths differ from batch to batch, so there is no pattern to plan by.
            EnableMemoryPattern = false,

            // What fails is thrown, too; written by native code it would stand between the lines of the log.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        // Threads that wait for work would otherwise spin and take the processor from others.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        try
        {
            _session = new InferenceSession(model, options);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new InvalidDataException($"{_file} can't be loaded by ONNX Runtime: {exception.Message}", exception);
        }

        try
        {
            _inputs = [.. _session.InputMetadata.Keys];
            _outputs = [OutputOf(description.Output)];
            CheckInputs();
            Dimensions = trials.Max(Try);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The length of each vector.</summary>
    public int Dimensions { get; }

    /// <summary>Reads windows, which are padded to the longest of them. The vectors are as the model gives them, of any length.</summary>
    /// <exception cref="OnnxRuntimeException">The model failed.</exception>
    /// <exception cref="InvalidDataException">It gave something else than before.</exception>
    /// <exception cref="OperationCanceledException">It was told to stop, which it does after the operator that it is at.</exception>
    public float[] Run(ReadOnlySpan<TokenWindow> windows, CancellationToken cancellationToken = default)
    {
        var (rows, columns) = (windows.Length, 0);
        foreach (var window in windows)
        {
            columns = Math.Max(columns, window.Tokens.Length);
        }

        var size = rows * columns;
        var tokens = ArrayPool<long>.Shared.Rent(2 * size);
        try
        {
            var (ids, mask) = (tokens.AsMemory(0, size), tokens.AsMemory(size, size));
            ids.Span.Clear();
            mask.Span.Clear();
            for (var row = 0; row < rows; row++)
            {
                var window = windows[row].Tokens;
                for (var column = 0; column < window.Length; column++)
                {
                    ids.Span[(row * columns) + column] = window[column];
                }

                mask.Span.Slice(row * columns, window.Length).Fill(1);
            }

            return Run(ids, mask, rows, columns, cancellationToken);
        }
        finally
        {
            ArrayPool<long>.Shared.Return(tokens, clearArray: true);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private float[] Run(Memory<long> ids, Memory<long> mask, int rows, int columns, CancellationToken cancellationToken)
    {
        using var run = new RunOptions();
        using var stop = cancellationToken.UnsafeRegister(static running => ((RunOptions)running!).Terminate = true, run);
        long[] shape = [rows, columns];
        var values = new List<OrtValue>(_inputs.Length);
        try
        {
            foreach (var input in _inputs)
            {
                values.Add(OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, input switch { Ids => ids, Mask => mask, _ => new long[rows * columns] }, shape));
            }

            using var results = _session.Run(run, _inputs, values, _outputs);
            return Pool(results[0], mask.Span, rows, columns);
        }
        catch (OnnxRuntimeException exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(exception.Message, exception, cancellationToken);
        }
        finally
        {
            values.ForEach(static value => value.Dispose());
        }
    }

    private float[] Pool(OrtValue result, ReadOnlySpan<long> mask, int rows, int columns)
    {
        var shape = result.GetTensorTypeAndShape().Shape;
        var dimensions = (int)shape[^1];
        long[] expected = _pooling == Pooling.None ? [rows, dimensions] : [rows, columns, dimensions];
        if (!shape.AsSpan().SequenceEqual(expected) || dimensions is < 1 or > MostDimensions)
        {
            throw new InvalidDataException($"{_file} gives [{string.Join(", ", shape)}] for {rows} x {columns} tokens, but its pooling is {_pooling}, for which it has to be [{string.Join(", ", expected)}].");
        }

        var all = result.GetTensorDataAsSpan<float>();
        if (_pooling == Pooling.None)
        {
            return all.ToArray();
        }

        var vectors = new float[rows * dimensions];
        for (var row = 0; row < rows; row++)
        {
            var vector = vectors.AsSpan(row * dimensions, dimensions);
            var count = _pooling == Pooling.Cls ? 1 : columns;
            for (var column = 0; column < count; column++)
            {
                if (mask[(row * columns) + column] != 0)
                {
                    TensorPrimitives.Add(vector, all.Slice(((row * columns) + column) * dimensions, dimensions), vector);
                }
            }
        }

        return vectors;
    }

    private string OutputOf(string? wanted)
    {
        var outputs = _session.OutputMetadata;
        var name = wanted ?? outputs.Keys.First();
        return outputs.TryGetValue(name, out var output) && output.IsTensor && output.ElementType == typeof(float)
            ? name
            : throw new InvalidDataException($"{_file} has no output '{name}' of floats; it has {string.Join(", ", outputs.Keys)}.");
    }

    private void CheckInputs()
    {
        foreach (var (name, input) in _session.InputMetadata)
        {
            if (name is not (Ids or Mask or Types) || !input.IsTensor || input.ElementType != typeof(long))
            {
                throw new InvalidDataException($"{_file} wants the input '{name}'. A model of texts takes 64-bit {Ids}, {Mask} and {Types}, no more.");
            }
        }

        if (!_inputs.Contains(Ids))
        {
            throw new InvalidDataException($"{_file} has no input {Ids}.");
        }
    }

    private int Try(TokenWindow[] windows)
    {
        try
        {
            return Run(windows).Length / windows.Length;
        }
        catch (OnnxRuntimeException exception)
        {
            throw new InvalidDataException($"{_file} can't be run: {exception.Message}", exception);
        }
    }
}
