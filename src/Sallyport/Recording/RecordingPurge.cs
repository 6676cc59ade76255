namespace Sallyport.Recording;

/// <summary>What a purge removed.</summary>
/// <param name="Exchanges">Exchanges whose time was over.</param>
/// <param name="Segments">Texts that no exchange in time uses.</param>
public sealed record RecordingPurge(long Exchanges, long Segments);
