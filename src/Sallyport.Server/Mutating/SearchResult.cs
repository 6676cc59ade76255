namespace Sallyport.Server.Mutating;

/// <summary>What an adaptive search came to. Alarms are sums of the scores of the guards that take something up.</summary>
/// <param name="Text">The text with the least alarm.</param>
/// <param name="Before">The alarm at the text as it came.</param>
/// <param name="After">The least alarm found; 0 where the text passes.</param>
/// <param name="Tries">Texts that were scanned.</param>
internal sealed record SearchResult(string Text, double Before, double After, int Tries)
{
    /// <summary>Whether a guard takes up the text as it came.</summary>
    public bool WasCaught => Before > 0;

    /// <summary>Whether a guard still takes up the best text found.</summary>
    public bool IsCaught => After > 0;
}
