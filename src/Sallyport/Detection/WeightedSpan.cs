using Sallyport.Text;

namespace Sallyport.Detection;

/// <summary>Words of a text that speak for a finding.</summary>
/// <param name="Span">Where they stand, in the text as it came.</param>
/// <param name="Share">Their share, 0 to 1: how much the score falls without them, of all that it falls by without each word of the sentence and without what stands before it.</param>
public readonly record struct WeightedSpan(TextSpan Span, float Share);
