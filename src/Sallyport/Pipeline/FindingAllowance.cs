namespace Sallyport.Pipeline;

/// <summary>
/// How many more findings may be kept whole, shared by all texts of an exchange; the rest are only counted. A flood of findings must cost
/// no more memory than a handful, and one of doubtful sentences no more time. Not safe for concurrent use.
/// </summary>
/// <param name="most">How many.</param>
public sealed class FindingAllowance(int most = FindingAllowance.Standard)
{
    /// <summary>What an exchange has, and what its entry of the ledger holds.</summary>
    public const int Standard = 500;

    /// <summary>How many windows of an exchange a slow second stage may read.</summary>
    internal const int SecondReadings = 16;

    /// <summary>How many findings of an exchange may say why they were made.</summary>
    internal const int StandardReasons = 64;

    private int _left = most;
    private int _readings = SecondReadings;
    private int _reasons = StandardReasons;

    /// <summary>Takes one; false where none is left.</summary>
    public bool TryTake()
    {
        if (_left == 0)
        {
            return false;
        }

        _left--;
        return true;
    }

    /// <summary>How many findings may say why they were made.</summary>
    internal int Reasons
    {
        init => _reasons = value;
    }

    /// <summary>Which findings are worth a reason; null where all are.</summary>
    internal Predicate<JudgedFinding>? Explained { get; init; }

    /// <summary>Takes a reason for a finding; false where none is left, or it isn't worth one.</summary>
    internal bool TryTakeReason(in JudgedFinding judged) => _reasons > 0 && Explained?.Invoke(judged) is not false && _reasons-- > 0;

    /// <summary>Takes a second reading; false where none is left.</summary>
    internal bool TryTakeSecondReading() => _readings > 0 && _readings-- > 0;
}
