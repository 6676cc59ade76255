namespace Sallyport.Recording;

/// <summary>A recorded exchange, opened for somebody to read. The caller writes a <c>content.read</c> ledger entry before it shows anything.</summary>
/// <param name="Exchange">What was opened: identifier, times, hashes. This is what the ledger entry names.</param>
/// <param name="Texts">The texts, by position.</param>
public sealed record RecordingLook(RecordedExchange Exchange, IReadOnlyList<RecordedText> Texts);
