using Sallyport.Tenancy;

namespace Sallyport.Ledger;

/// <summary>A ledger does not extend what was signed before: its stored entries or hashes were changed. Nothing was signed.</summary>
public sealed class LedgerForkedException : Exception
{
    /// <summary>Names the ledger.</summary>
    public LedgerForkedException(TenantId tenant)
        : this($"The ledger of {tenant} does not extend its last signed checkpoint. Its store was changed from outside.")
    {
    }

    /// <summary>With the reason.</summary>
    public LedgerForkedException(string message)
        : base(message)
    {
    }

    /// <summary>With the reason and the cause.</summary>
    public LedgerForkedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Without a particular reason.</summary>
    public LedgerForkedException()
        : this("A ledger does not extend its last signed checkpoint.")
    {
    }
}
