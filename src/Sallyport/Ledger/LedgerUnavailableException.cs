namespace Sallyport.Ledger;

/// <summary>The ledger can't take an entry: the store failed, or the writer is closed. Nothing may be released that the entry was to record. The message holds no content and may reach a peer.</summary>
public sealed class LedgerUnavailableException : Exception
{
    /// <summary>With the reason.</summary>
    public LedgerUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>With the reason and the store's own error.</summary>
    public LedgerUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Without a particular reason.</summary>
    public LedgerUnavailableException()
        : this("The ledger is unavailable.")
    {
    }
}
