namespace Sallyport.Text;

/// <summary>A stretch of text in an exchange. Immutable.</summary>
/// <param name="Index">Position among the exchange's segments, from 0, in document order.</param>
/// <param name="Origin">Whose words these are.</param>
/// <param name="Trust">How far they may be followed.</param>
/// <param name="Form">What it is made of; <see cref="Text"/> is empty for forms that no detector reads.</param>
/// <param name="Text">The decoded text: UTF-16, lone surrogates kept as they came.</param>
public sealed record Segment(int Index, Origin Origin, Trust Trust, Form Form, ReadOnlyMemory<char> Text)
{
    /// <summary>Whether these are words of the protocol (ids, types, states), a line each, and nobody's text. They are read for exact formats alone.</summary>
    public bool IsStructure { get; init; }

    /// <summary>The segment that holds the text part before this one in the same message, to which providers and clients may join it without a space; null where there is none.</summary>
    /// <value>A position among the exchange's segments, less than <see cref="Index"/>.</value>
    public int? Follows { get; init; }
}
