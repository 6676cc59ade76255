namespace Sallyport.Tenancy;

/// <summary>The acts of administration, as the ledger names them.</summary>
public static class AdministrationKinds
{
    /// <summary>A tenant was created.</summary>
    public const string TenantCreated = "tenant.created";

    /// <summary>A tenant's settings were replaced.</summary>
    public const string TenantChanged = "tenant.changed";

    /// <summary>A tenant was suspended.</summary>
    public const string TenantSuspended = "tenant.suspended";

    /// <summary>A tenant was resumed.</summary>
    public const string TenantResumed = "tenant.resumed";

    /// <summary>A tenant was deleted and its data key destroyed.</summary>
    public const string TenantDeleted = "tenant.deleted";

    /// <summary>A tenant got a new data key, which is to take the place of its present one.</summary>
    public const string TenantKeyRotationBegan = "tenant.key_rotation_began";

    /// <summary>All of a tenant is sealed under its new data key, and the one before was destroyed.</summary>
    public const string TenantKeyRotated = "tenant.key_rotated";

    /// <summary>A month's records were erased: the key was destroyed, and what it had sealed removed.</summary>
    public const string RecordsShredded = "records.shredded";

    /// <summary>The installation's master key was replaced, and the tenant's data keys wrapped by the new one.</summary>
    public const string MasterKeyRotated = "instance.master_key_rotated";

    /// <summary>An API key was created, by rotation too.</summary>
    public const string KeyCreated = "key.created";

    /// <summary>An API key was revoked.</summary>
    public const string KeyRevoked = "key.revoked";

    /// <summary>An upstream was added or replaced.</summary>
    public const string UpstreamSet = "upstream.set";

    /// <summary>An upstream was removed.</summary>
    public const string UpstreamRemoved = "upstream.removed";

    /// <summary>A tenant's embedding endpoint was set or replaced: its documents are embedded anew.</summary>
    public const string EmbedderSet = "embedder.set";

    /// <summary>A tenant's embedding endpoint was removed: the installation's embedder serves it again.</summary>
    public const string EmbedderRemoved = "embedder.removed";

    /// <summary>A policy version was written.</summary>
    public const string PolicyDrafted = "policy.drafted";

    /// <summary>A policy version became active.</summary>
    public const string PolicyActivated = "policy.activated";

    /// <summary>A known secret was registered or replaced.</summary>
    public const string KnownSecretSet = "known_secret.set";

    /// <summary>A known secret was forgotten.</summary>
    public const string KnownSecretRemoved = "known_secret.removed";

    /// <summary>An exemplar was added.</summary>
    public const string ExemplarAdded = "exemplar.added";

    /// <summary>An exemplar was tried and refused for its false alarms.</summary>
    public const string ExemplarRefused = "exemplar.refused";

    /// <summary>An exemplar was revoked.</summary>
    public const string ExemplarRevoked = "exemplar.revoked";

    /// <summary>A file's key was destroyed and its rows removed.</summary>
    public const string FileDeleted = "retrieval.file_deleted";

    /// <summary>A file's chunks were removed from a vector store.</summary>
    public const string FileDetached = "retrieval.file_detached";

    /// <summary>Files that had failed for want of vectors were put back to be ingested.</summary>
    public const string FilesRetried = "retrieval.files_retried";

    /// <summary>A vector store was deleted; the files stay.</summary>
    public const string StoreDeleted = "retrieval.store_deleted";

    /// <summary>A vector store had expired and was emptied; the files stay.</summary>
    public const string StoreExpired = "retrieval.store_expired";
}
