using Sallyport.Tenancy;

namespace Sallyport.Retrieval.Library;

/// <summary>A tenant's vector stores. Their names and metadata lie sealed in the tenant's vault. Safe for concurrent use.</summary>
public sealed class VectorStores(IVectorStoreCatalog catalog, TimeProvider time, IAdministrationJournal? journal = null)
{
    /// <summary>The most vector stores of one listing.</summary>
    public const int MaxListed = 100;

    // As often as this, a search writes that the vector store is in use.
    private static readonly TimeSpan ActivityStep = TimeSpan.FromMinutes(1);

    /// <summary>Creates a vector store.</summary>
    /// <param name="vault">The tenant's vault.</param>
    /// <param name="draft">What the caller says of it.</param>
    /// <param name="embedder">The name of the embedder in use, by whose vectors it will be searched.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RetrievalException">A value is out of range, or the tenant is gone.</exception>
    public async Task<VectorStore> CreateAsync(TenantVault vault, VectorStoreDraft draft, string embedder, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(vault);
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentException.ThrowIfNullOrEmpty(embedder);
        draft.Check();
        var id = VectorStoreId.New(time);
        var now = Now();
        var store = new SealedVectorStore(id, StoreHead.Seal(vault, id, draft), now, now, draft.ExpiresAfterDays, embedder, 0, FileCounts.None, 0);
        return await catalog.AddAsync(vault, store, cancellationToken).ConfigureAwait(false)
            ? Open(vault, store)
            : throw new RetrievalException(RetrievalFailure.NotFound, "The tenant is gone.");
    }

    /// <summary>The vector store, or null.</summary>
    public async Task<VectorStore?> FindAsync(TenantVault vault, VectorStoreId id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(vault);
        return await catalog.FindAsync(vault, id, cancellationToken).ConfigureAwait(false) is { } store ? Open(vault, store) : null;
    }

    /// <summary>The tenant's vector stores by age, expired ones too.</summary>
    /// <param name="vault">The tenant's vault.</param>
    /// <param name="window">Which stretch; at most <see cref="MaxListed"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Listing<VectorStore>> ListAsync(TenantVault vault, ListWindow<VectorStoreId> window, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(vault);
        ArgumentNullException.ThrowIfNull(window);
        var stores = await catalog.ListAsync(vault, window with { Limit = Math.Clamp(window.Limit, 1, MaxListed) }, cancellationToken).ConfigureAwait(false);
        return new Listing<VectorStore>([.. stores.Items.Select(store => Open(vault, store))], stores.HasMore);
    }

    /// <summary>Replaces name, metadata and expiry: what the draft leaves out is gone.</summary>
    /// <returns>The vector store as it is now; null where there is none.</returns>
    /// <exception cref="RetrievalException">A value is out of range.</exception>
    public async Task<VectorStore?> UpdateAsync(TenantVault vault, VectorStoreId id, VectorStoreDraft draft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(vault);
        ArgumentNullException.ThrowIfNull(draft);
        draft.Check();
        return await catalog.ChangeAsync(vault, id, StoreHead.Seal(vault, id, draft), draft.ExpiresAfterDays, Now(), cancellationToken).ConfigureAwait(false)
            ? await FindAsync(vault, id, cancellationToken).ConfigureAwait(false)
            : null;
    }

    /// <summary>Notes that a vector store is in use, so that its expiry moves on. Cheap where that was noted less than a minute ago.</summary>
    public Task TouchAsync(TenantVault vault, VectorStore store, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        var now = Now();
        return now - store.LastActive < ActivityStep ? Task.CompletedTask : catalog.TouchAsync(vault, store.Id, now, now - ActivityStep, cancellationToken);
    }

    /// <summary>Removes a vector store and its chunks. The files stay.</summary>
    /// <returns>False where there is none.</returns>
    public async Task<bool> DeleteAsync(TenantVault vault, VectorStoreId id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(vault);
        if (!await catalog.DeleteAsync(vault, id, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        await RecordAsync(vault.Tenant, AdministrationKinds.StoreDeleted, id).ConfigureAwait(false);
        return true;
    }

    /// <summary>Empties a tenant's expired vector stores, and forgets what is no longer needed to bring an index up to date. To be called now and then, by any one server.</summary>
    public async Task PurgeAsync(TenantVault vault, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(vault);
        foreach (var emptied in await catalog.PurgeAsync(vault, Now(), cancellationToken).ConfigureAwait(false))
        {
            await RecordAsync(vault.Tenant, AdministrationKinds.StoreExpired, emptied).ConfigureAwait(false);
        }
    }

    private static VectorStore Open(TenantVault vault, SealedVectorStore store)
    {
        var head = StoreHead.Open(vault, store.Id, store.SealedHead);
        return new VectorStore
        {
            Id = store.Id,
            Name = head.Name,
            Metadata = head.Metadata,
            Created = store.Created,
            LastActive = store.LastActive,
            ExpiresAfterDays = store.ExpiresAfterDays,
            Counts = store.Counts,
            UsageBytes = store.UsageBytes,
            Embedder = store.Embedder,
            Revision = store.Revision,
        };
    }

    // The removal is committed: that a client has left must not keep it out of the ledger.
    private Task RecordAsync(TenantId tenant, string kind, VectorStoreId store) =>
        journal?.RecordAsync(new AdministrationAct(tenant, kind, new KeyValuePair<string, string?>("store", store.Value)), CancellationToken.None) ?? Task.CompletedTask;

    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
}
