namespace Sallyport.Detection.Models;

/// <summary>
/// Reads a sentence or a short passage as a vector: what the second stage of the injection heads goes by. It is no part of the engine, since it needs native code;
/// Sallyport.Onnx has the one that the shipped second stage was trained with. Safe for concurrent use.
/// </summary>
public abstract class TextEncoder
{
    /// <summary>Its name with a fingerprint of its files. A second stage that was trained with another is refused.</summary>
    public abstract string Name { get; }

    /// <summary>The length of its vectors.</summary>
    public abstract int Dimensions { get; }

    /// <summary>Reads a text. The same text gives the same vector, whatever is read beside it.</summary>
    /// <param name="text">At most some four hundred characters.</param>
    /// <param name="vector">Where the vector goes: <see cref="Dimensions"/> numbers, of length 1 together.</param>
    /// <returns>False where it doesn't know the text's language.</returns>
    public abstract bool TryEncode(ReadOnlySpan<char> text, Span<float> vector);
}
