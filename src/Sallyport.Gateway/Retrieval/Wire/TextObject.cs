namespace Sallyport.Gateway.Retrieval.Wire;

/// <summary>A piece of text in an answer.</summary>
internal sealed record TextObject(string Text)
{
    public string Type { get; } = "text";
}
