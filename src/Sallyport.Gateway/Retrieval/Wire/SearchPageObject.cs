namespace Sallyport.Gateway.Retrieval.Wire;

/// <summary>OpenAI's page of search results, with the receipt of the look; there is never a next one.</summary>
internal sealed record SearchPageObject(IReadOnlyList<string> SearchQuery, IReadOnlyList<SearchResultObject> Data, string Receipt)
{
    public string Object { get; } = "vector_store.search_results.page";

    public bool HasMore { get; }

    public string? NextPage { get; }
}
