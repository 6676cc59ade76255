namespace Sallyport.Bench.Load;

/// <summary>What the requests of a load look like.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="PromptLength">Bytes of the prompt.</param>
/// <param name="IsStream">Whether the answer streams, as <see cref="LoadWire.StreamPieces"/> pieces of text.</param>
/// <param name="IsPaced">Whether the upstream waits between the pieces of a stream, as a model does.</param>
internal sealed record LoadShape(string Name, int PromptLength, bool IsStream = false, bool IsPaced = false)
{
    /// <summary>1 KB there, 1 KB back.</summary>
    public static LoadShape Small { get; } = new("plain 1 KB", 1 << 10);

    /// <summary>32 KB there, 1 KB back.</summary>
    public static LoadShape Large { get; } = new("plain 32 KB", 32 << 10);

    /// <summary>1 KB there, 200 pieces back as fast as they go.</summary>
    public static LoadShape Stream { get; } = new($"stream of {LoadWire.StreamPieces}", 1 << 10, IsStream: true);

    /// <summary>All that paths are compared with, or the one of that word.</summary>
    public static IReadOnlyList<LoadShape> Named(string? word) => word switch
    {
        null => [Small, Large, Stream],
        "small" => [Small],
        "large" => [Large],
        "stream" => [Stream],
        _ => throw new ArgumentException($"There is no shape '{word}': small, large, stream."),
    };

    /// <summary>A stream at the speed of a model.</summary>
    public static LoadShape PacedStream { get; } = Stream with { IsPaced = true };
}
