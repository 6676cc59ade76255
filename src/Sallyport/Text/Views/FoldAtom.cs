namespace Sallyport.Text.Views;

/// <summary>The smallest stretch that is folded by itself: a cluster, an escape, an invisible character.</summary>
/// <param name="length">Source characters.</param>
/// <param name="reading">What it is read as; only where <paramref name="differs"/>.</param>
/// <param name="differs">Whether the reading is not the source.</param>
/// <param name="kinds">The kinds of the first character read; <see cref="CharKinds.Removed"/> for an empty reading.</param>
/// <param name="latin">The Latin letter that it looks like, or '\0'.</param>
/// <param name="isClose">Whether it looks just like it.</param>
internal readonly ref struct FoldAtom(int length, ReadOnlySpan<char> reading, bool differs, CharKinds kinds, char latin = '\0', bool isClose = false)
{
    public int Length { get; } = length;

    public ReadOnlySpan<char> Reading { get; } = reading;

    public bool Differs { get; } = differs;

    public CharKinds Kinds { get; } = kinds;

    public char Latin { get; } = latin;

    public bool IsClose { get; } = isClose;
}
