namespace Sallyport.Gateway.Retrieval;

/// <summary>How a tenant's own embedding endpoint is asked.</summary>
/// <param name="Model">The model's name, as the endpoint knows it.</param>
/// <param name="Dimensions">The length of its vectors, 1 to 16,384: an answer of another length is refused.</param>
internal sealed record RemoteEmbedderSettings(string Model, int Dimensions)
{
    /// <summary>Whether the endpoint is asked for <see cref="Dimensions"/>; for models that can shorten their vectors.</summary>
    public bool AsksForDimensions { get; init; }

    /// <summary>The longest text that is sent as one, in UTF-16 code units; a longer one is sent in windows, whose mean is its vector. A window has to fit the model, or the endpoint may cut it.</summary>
    /// <value>100 to 100,000. The default is 6,000: with a token a character, within the 8,192 tokens that most models read.</value>
    public int WindowLength { get; init; } = 6_000;

    /// <summary>How many texts go in one call.</summary>
    /// <value>1 to 2,048. The default is 64.</value>
    public int BatchSize { get; init; } = 64;

    /// <summary>How long a call may take, waiting for its turn included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Written before each window of a document.</summary>
    public string DocumentPrefix { get; init; } = string.Empty;

    /// <summary>Written before each window of a question.</summary>
    public string QueryPrefix { get; init; } = string.Empty;
}
