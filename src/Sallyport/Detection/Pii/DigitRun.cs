namespace Sallyport.Detection.Pii;

/// <summary>A run of digits within a number that separators part.</summary>
/// <param name="Start">Offset into the candidate's text.</param>
/// <param name="End">Offset after its last digit.</param>
/// <param name="Total">How many digits the number has up to this end.</param>
internal readonly record struct DigitRun(int Start, int End, int Total)
{
    public int Length => End - Start;
}
