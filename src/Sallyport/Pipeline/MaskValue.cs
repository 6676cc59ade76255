using Sallyport.Detection;

namespace Sallyport.Pipeline;

/// <summary>Gives the placeholder that stands for a value on its way to a model, or null where it has no more room; then the value is redacted.</summary>
public delegate string? MaskValue(FindingKind kind, ReadOnlySpan<char> value);
