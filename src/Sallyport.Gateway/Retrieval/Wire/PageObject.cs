namespace Sallyport.Gateway.Retrieval.Wire;

/// <summary>A page whose kind stands in <c>object</c>; there is never a next one.</summary>
internal record PageObject<T>(string Object, IReadOnlyList<T> Data)
{
    public bool HasMore { get; }

    public string? NextPage { get; }
}
