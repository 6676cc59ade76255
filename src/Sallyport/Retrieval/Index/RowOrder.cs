namespace Sallyport.Retrieval.Index;

/// <summary>Worse rows first; of equal scores the later file, then the later chunk, so that the order doesn't depend on where a row lies.</summary>
internal sealed class RowOrder(IReadOnlyList<SearchScope> scopes) : IComparer<RowScore>
{
    public int Compare(RowScore x, RowScore y)
    {
        var byScore = x.Score.CompareTo(y.Score);
        if (byScore != 0)
        {
            return byScore;
        }

        var (one, other) = (scopes[x.Scope].Segment, scopes[y.Scope].Segment);
        var byFile = string.CompareOrdinal(other.DocumentOf(y.Row).Document.File.Value, one.DocumentOf(x.Row).Document.File.Value);
        return byFile != 0 ? byFile : other.Ordinals[y.Row].CompareTo(one.Ordinals[x.Row]);
    }
}
