namespace Sallyport.Ledger.Verification;

/// <summary>What verifying an export or a proof came to.</summary>
public sealed record LedgerVerification
{
    /// <summary>Whether no fault was found.</summary>
    public bool IsSound => FaultCount == 0;

    /// <summary>The tenant that the export says it is of.</summary>
    public string? Tenant { get; init; }

    /// <summary>The first entry in the export.</summary>
    public long From { get; init; }

    /// <summary>Number of entries read.</summary>
    public long Entries { get; init; }

    /// <summary>Checkpoints whose signature and root hold.</summary>
    public int Checkpoints { get; init; }

    /// <summary>Held checkpoints that hold. Without one, a server that signs a forged ledger anew is not found out.</summary>
    public int HeldCheckpoints { get; init; }

    /// <summary>The newest checkpoint that holds, or null. Keep it: it is what the next verification should be held against.</summary>
    public SignedCheckpoint? Newest { get; init; }

    /// <summary>The first 100 faults, in the order found.</summary>
    public IReadOnlyList<LedgerFault> Faults { get; init; } = [];

    /// <summary>How many faults there are.</summary>
    public long FaultCount { get; init; }
}
