namespace Sallyport.Documents;

/// <summary>How documents are read in processes of their own.</summary>
public sealed record ChildReaderOptions
{
    /// <summary>The program that reads one document, by its full path; the format's name is added to its arguments. No shell is involved.</summary>
    public required string Program { get; init; }

    /// <summary>Arguments before the format's name.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>How many documents are read at once; others wait.</summary>
    /// <value>1 or more; 1 lets one tenant's slow document keep all others' waiting. The default is half of the processors, at least 2.</value>
    public int AtOnce { get; init; } = Math.Max(2, Environment.ProcessorCount / 2);

    /// <summary>When a process is ended that isn't done.</summary>
    /// <value>The default is a minute.</value>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The most that a process may have on its managed heap; it is ended when all its memory is more than half as much again.</summary>
    /// <value>Bytes. The default is 512 MB.</value>
    public long HeapBytes { get; init; } = 512L << 20;
}
