namespace Sallyport.Gateway.Retrieval.Wire;

/// <summary>What OpenAI's deletions answer with.</summary>
internal sealed record DeletedObject(string Id, string Object)
{
    public bool Deleted { get; } = true;
}
