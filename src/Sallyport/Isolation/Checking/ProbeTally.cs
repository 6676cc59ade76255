namespace Sallyport.Isolation.Checking;

/// <summary>Counts what a probe has tried. Not safe for concurrent use.</summary>
public sealed class ProbeTally
{
    /// <summary>The first breach, in words that hold no content; null where there is none.</summary>
    public string? Breach { get; private set; }

    /// <summary>How many tries there were.</summary>
    public int Tries { get; private set; }

    /// <summary>Tells of a try.</summary>
    /// <param name="isApart">Whether the tenants were kept apart.</param>
    /// <param name="otherwise">What is wrong if not. Constant words.</param>
    public void Try(bool isApart, string otherwise)
    {
        Tries++;
        Breach ??= isApart ? null : otherwise;
    }
}
