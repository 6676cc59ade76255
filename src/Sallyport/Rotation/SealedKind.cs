namespace Sallyport.Rotation;

/// <summary>What lies sealed under a tenant's data key itself. All else of a tenant is sealed under keys that are among these.</summary>
public enum SealedKind
{
    /// <summary>An upstream's credential, by the upstream's name.</summary>
    UpstreamCredential,

    /// <summary>A policy version's text, by its number.</summary>
    PolicyText,

    /// <summary>A known secret, by its name.</summary>
    KnownSecret,

    /// <summary>An exemplar, by its name.</summary>
    Exemplar,

    /// <summary>The key of a month of records, by the month's number.</summary>
    RecordKey,

    /// <summary>A recorded text of before months had keys, by its keyed hash.</summary>
    RecordedText,

    /// <summary>A ledger entry's payload of before months had keys, by index and name; its commitment goes with it.</summary>
    LedgerPayload,

    /// <summary>A document's own key, by its file.</summary>
    DocumentKey,

    /// <summary>A vector store's name and metadata, by the store.</summary>
    StoreHead,
}
