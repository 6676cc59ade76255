using Sallyport.Retrieval;

namespace Sallyport.Gateway.Retrieval.Wire;

/// <summary>The body that attaches files together: by their ids alike, or each with settings of its own.</summary>
internal sealed record BatchDraft
{
    public IReadOnlyList<string>? FileIds { get; init; }

    public IReadOnlyList<StoreFileDraft>? Files { get; init; }

    public IReadOnlyDictionary<string, AttributeValue>? Attributes { get; init; }

    public ChunkingObject? ChunkingStrategy { get; init; }

    public IReadOnlyList<string>? Labels { get; init; }
}
