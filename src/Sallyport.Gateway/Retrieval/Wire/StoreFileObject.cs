using Sallyport.Retrieval;

namespace Sallyport.Gateway.Retrieval.Wire;

/// <summary>OpenAI's <c>vector_store.file</c> object; <c>labels</c> and <c>progress</c> are ours.</summary>
internal sealed record StoreFileObject(
    string Id, string VectorStoreId, long CreatedAt, string Status, LastErrorObject? LastError, long UsageBytes, ChunkingObject ChunkingStrategy,
    IReadOnlyDictionary<string, AttributeValue> Attributes, IReadOnlyList<string> Labels, ProgressObject? Progress)
{
    public string Object { get; } = "vector_store.file";
}
