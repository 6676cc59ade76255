namespace Sallyport.Gateway.Retrieval.Wire;

/// <summary>OpenAI's <c>vector_store</c> object.</summary>
internal sealed record StoreObject(
    string Id, long CreatedAt, string? Name, long UsageBytes, CountsObject FileCounts, string Status, ExpiresAfterObject? ExpiresAfter, long? ExpiresAt, long? LastActiveAt,
    IReadOnlyDictionary<string, string> Metadata)
{
    public string Object { get; } = "vector_store";
}
