namespace Sallyport.Gateway.Json;

/// <summary>What a <see cref="JsonMap"/> accepts.</summary>
/// <param name="MaxDepth">Objects and arrays within one another.</param>
/// <param name="MaxNodes">Values and names together. A row takes 24 bytes.</param>
/// <param name="AllowsLoneSurrogates">Whether an escaped half of a surrogate pair is kept as the UTF-16 code unit that it is.</param>
/// <param name="AllowsDuplicateNames">Whether an object may have one name twice.</param>
internal sealed record JsonLimits(int MaxDepth, int MaxNodes, bool AllowsLoneSurrogates, bool AllowsDuplicateNames = false)
{
    /// <summary>For requests: a half pair reads differently in different parsers, so it is refused.</summary>
    public static JsonLimits Request { get; } = new(128, 1_000_000, AllowsLoneSurrogates: false);

    /// <summary>For answers: providers cut text into deltas between the halves of a pair.</summary>
    public static JsonLimits Answer { get; } = new(128, 1_000_000, AllowsLoneSurrogates: true);

    /// <summary>For documents that are read only to inspect all that any parser could find in them.</summary>
    public static JsonLimits EveryReading { get; } = new(128, 1_000_000, AllowsLoneSurrogates: true, AllowsDuplicateNames: true);

    /// <summary>For embeddings: 2,000 vectors of 1,536 numbers, for instance; more come as base64.</summary>
    public static JsonLimits Embeddings { get; } = new(128, 3_000_000, AllowsLoneSurrogates: true);
}
