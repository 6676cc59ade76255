namespace Sallyport.Ledger;

/// <summary>How the writer groups and bounds what it holds.</summary>
public sealed class LedgerWriterOptions
{
    /// <summary>
    /// Names this node's mark in the store, by which an unclean stop is noticed at the next start. Null for short-lived writers that only append strictly, such as a command beside a running server.
    /// </summary>
    public string? Name { get; set; }

    /// <summary>Entries that may wait for the disk before callers wait in line.</summary>
    /// <value>The default is 16,384.</value>
    public int QueueEntries { get; set; } = 16_384;

    /// <summary>Bytes that may wait for the disk before callers wait in line.</summary>
    /// <value>The default is 64 MB.</value>
    public long QueueBytes { get; set; } = 64 << 20;

    /// <summary>Most entries of one commit.</summary>
    /// <value>The default is 4,096: about 40 ms of an embedded store's time.</value>
    public int RoundEntries { get; set; } = 4_096;

    /// <summary>Most bytes of one commit, but for the entry that goes beyond.</summary>
    /// <value>The default is 8 MB.</value>
    public long RoundBytes { get; set; } = 8 << 20;

    /// <summary>How long batched entries wait for company when nobody waits for the disk.</summary>
    /// <value>The default is 20 ms, which leaves 30 of the promised 50 for the commit.</value>
    public TimeSpan Linger { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How long a commit may take before the store counts as failing, until it ends.</summary>
    /// <value>The default is 5 seconds.</value>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Wait before a failed commit of accepted entries is tried again.</summary>
    /// <value>The default is 250 ms.</value>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromMilliseconds(250);
}
