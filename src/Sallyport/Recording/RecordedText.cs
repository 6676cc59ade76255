using Sallyport.Text;

namespace Sallyport.Recording;

/// <summary>A recorded segment with its text.</summary>
/// <param name="Position">Position in the exchange, from 0.</param>
/// <param name="Origin">Whose words these are.</param>
/// <param name="Form">What it is made of.</param>
/// <param name="Text">The text as it was inspected, lone surrogates kept; null where it was purged.</param>
public sealed record RecordedText(long Position, Origin Origin, Form Form, string? Text);
