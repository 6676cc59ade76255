using Sallyport.Text;

namespace Sallyport.Detection.Pii;

/// <summary>What a recognizer made of a number.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Span">Where, in the candidate's text.</param>
/// <param name="Score">The probability; 0 for nothing.</param>
internal readonly record struct NumberMatch(FindingKind Kind, TextSpan Span, float Score)
{
    /// <summary>Not this kind.</summary>
    public static NumberMatch None => default;
}
