namespace Sallyport.Gateway.Retrieval.Wire;

/// <summary>OpenAI's page of search results, with the receipt of the look.</summary>
internal sealed record SearchPageObject(IReadOnlyList<string> SearchQuery, IReadOnlyList<SearchResultObject> Data, string Receipt)
    : PageObject<SearchResultObject>("vector_store.search_results.page", Data);
