namespace Sallyport.Gateway.Retrieval.Wire;

/// <summary>One page of a list, by cursors as OpenAI's lists have them.</summary>
internal sealed record ListObject<T>(IReadOnlyList<T> Data, string? FirstId, string? LastId, bool HasMore)
{
    public string Object { get; } = "list";
}
