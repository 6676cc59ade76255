namespace Sallyport.Ledger;

/// <summary>A ledger is smaller than, or another than, what its anchor fixes: entries were lost or changed. The server must not go on as if nothing were.</summary>
public sealed class LedgerRolledBackException : Exception
{
    /// <summary>With the reason.</summary>
    public LedgerRolledBackException(string message)
        : base(message)
    {
    }

    /// <summary>With the reason and the cause.</summary>
    public LedgerRolledBackException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Without a particular reason.</summary>
    public LedgerRolledBackException()
        : this("A ledger is smaller than its anchor.")
    {
    }
}
