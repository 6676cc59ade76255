using System.ComponentModel.DataAnnotations;

namespace Sallyport.Retrieval.Ingestion;

/// <summary>How a worker goes about its work.</summary>
public sealed class IngestionOptions
{
    /// <summary>How many documents are read and embedded at once, over all tenants.</summary>
    /// <value>1 to 64. The default is 2.</value>
    [Range(1, 64)]
    public int Parallelism { get; set; } = 2;

    /// <summary>How often waiting files are looked for that this process wasn't told of.</summary>
    /// <value>The default is a second.</value>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a claim holds unless it is renewed: after a worker's end, others wait as long.</summary>
    /// <value>The default is a minute.</value>
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The most chunks of a document; one with more fails.</summary>
    /// <value>1 to 1,000,000. The default is 100,000.</value>
    [Range(1, 1_000_000)]
    public int MaxChunks { get; set; } = 100_000;
}
