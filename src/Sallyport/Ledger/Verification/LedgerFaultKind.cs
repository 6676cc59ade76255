namespace Sallyport.Ledger.Verification;

/// <summary>What is wrong with an exported ledger.</summary>
public enum LedgerFaultKind
{
    /// <summary>A line that is not what the format asks for, or one too many.</summary>
    Malformed,

    /// <summary>A checkpoint whose signature, key or origin is not the ledger's.</summary>
    Signature,

    /// <summary>An entry that stands at another place than it says, or whose predecessor is missing.</summary>
    OutOfPlace,

    /// <summary>An entry of another tenant, or not in canonical form.</summary>
    ForeignEntry,

    /// <summary>The entries up to a checkpoint are not those that were signed.</summary>
    RootMismatch,

    /// <summary>A checkpoint covers entries that are not there.</summary>
    Missing,

    /// <summary>Entries that no checkpoint covers.</summary>
    Uncovered,

    /// <summary>An inclusion or consistency proof that is absent or does not hold.</summary>
    Proof,

    /// <summary>An opened payload that does not match its entry's commitment.</summary>
    Payload,

    /// <summary>A held checkpoint covers entries that were lost when a backup was restored; the ledger itself says so.</summary>
    LostInRestore,

    /// <summary>A held checkpoint that this export can't be held against: another ledger's, or of a part that is not in it.</summary>
    Unchecked,
}
