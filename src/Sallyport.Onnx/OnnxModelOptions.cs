namespace Sallyport.Onnx;

/// <summary>How much of the machine a model takes.</summary>
public sealed class OnnxModelOptions
{
    /// <summary>How many threads work on one batch.</summary>
    /// <value>1 to 64. The default is 1: many callers at once are served best by a thread each.</value>
    public int Threads { get; set; } = 1;

    /// <summary>How many batches are computed at once, over all callers; the others wait for their turn, so that a document of a million words delays a question by one batch.</summary>
    /// <value>1 to 64. The default is the number of processors.</value>
    public int ConcurrentBatches { get; set; } = Math.Clamp(Environment.ProcessorCount, 1, 64);

    /// <summary>How many tokens a batch may have, which bounds the memory that each takes.</summary>
    /// <value>16 to 65,536. The default is 2,048. One window goes alone where it is longer.</value>
    public int BatchTokens { get; set; } = 2_048;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Threads, 64);
        ArgumentOutOfRangeException.ThrowIfLessThan(ConcurrentBatches, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ConcurrentBatches, 64);
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchTokens, 16);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(BatchTokens, 65_536);
    }
}
