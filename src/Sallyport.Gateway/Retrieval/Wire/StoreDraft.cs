namespace Sallyport.Gateway.Retrieval.Wire;

/// <summary>The body that creates or changes a vector store.</summary>
internal sealed record StoreDraft
{
    public string? Name { get; init; }

    public string? Description { get; init; }

    public IReadOnlyList<string>? FileIds { get; init; }

    public ExpiresAfterObject? ExpiresAfter { get; init; }

    public ChunkingObject? ChunkingStrategy { get; init; }

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
}
