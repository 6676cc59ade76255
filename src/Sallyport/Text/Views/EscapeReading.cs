namespace Sallyport.Text.Views;

/// <summary>What stands at an escape's first character.</summary>
/// <param name="Length">How many characters the escape takes; 0 where it is none.</param>
/// <param name="CodePoint">The character it stands for, a Unicode scalar value or a surrogate written by itself.</param>
/// <param name="NeedsMore">Whether text that is still to come decides.</param>
internal readonly record struct EscapeReading(int Length, int CodePoint, bool NeedsMore)
{
    public static EscapeReading None => default;

    public static EscapeReading Undecided => new(0, 0, true);

    public bool IsFound => Length > 0;
}
