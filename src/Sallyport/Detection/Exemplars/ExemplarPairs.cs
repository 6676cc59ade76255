namespace Sallyport.Detection.Exemplars;

/// <summary>Where two words stand near each other in exemplars.</summary>
internal sealed class ExemplarPairs
{
    /// <summary>In passages that the pair wakes.</summary>
    public List<ExemplarPair> Waking { get; } = new(1);

    /// <summary>In passages for which the pair counts only while one that wakes them is near; in order of the passages, one for each.</summary>
    public List<ExemplarPair> Others { get; } = [];

    /// <summary>Where the pair stands in a passage of <see cref="Others"/>; null where it doesn't.</summary>
    public ExemplarPair? OtherOf(int passage)
    {
        var (low, high) = (0, Others.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var pair = Others[middle];
            if (pair.Passage == passage)
            {
                return pair;
            }

            (low, high) = pair.Passage < passage ? (middle + 1, high) : (low, middle - 1);
        }

        return null;
    }
}
