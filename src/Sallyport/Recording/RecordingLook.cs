namespace Sallyport.Recording;

/// <summary>A recorded exchange, opened for somebody to read; the ledger tells of it.</summary>
/// <param name="Exchange">What was opened: identifier, times, hashes.</param>
/// <param name="Texts">The texts, by position.</param>
public sealed record RecordingLook(RecordedExchange Exchange, IReadOnlyList<RecordedText> Texts);
