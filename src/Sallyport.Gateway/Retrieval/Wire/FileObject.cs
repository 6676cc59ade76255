namespace Sallyport.Gateway.Retrieval.Wire;

/// <summary>OpenAI's <c>file</c> object.</summary>
internal sealed record FileObject(string Id, long Bytes, long CreatedAt, string Filename, string Purpose)
{
    public string Object { get; } = "file";

    public long? ExpiresAt { get; }

    /// <summary>Deprecated by OpenAI and still read by its clients.</summary>
    public string Status { get; } = "processed";

    public string? StatusDetails { get; }
}
