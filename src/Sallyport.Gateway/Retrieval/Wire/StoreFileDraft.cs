using Sallyport.Retrieval;

namespace Sallyport.Gateway.Retrieval.Wire;

/// <summary>The body that attaches a file to a store, or changes its attributes.</summary>
internal sealed record StoreFileDraft
{
    public string? FileId { get; init; }

    public IReadOnlyDictionary<string, AttributeValue>? Attributes { get; init; }

    public ChunkingObject? ChunkingStrategy { get; init; }

    /// <summary>Ours: who may see it is who is cleared for all of these.</summary>
    public IReadOnlyList<string>? Labels { get; init; }
}
