namespace Sallyport.Gateway.Retrieval.Wire;

/// <summary>OpenAI's <c>vector_store.files_batch</c> object.</summary>
internal sealed record BatchObject(string Id, string VectorStoreId, long CreatedAt, string Status, CountsObject FileCounts)
{
    public string Object { get; } = "vector_store.files_batch";
}
