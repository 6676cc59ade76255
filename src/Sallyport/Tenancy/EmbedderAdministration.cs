using System.Globalization;

namespace Sallyport.Tenancy;

/// <summary>Sets, shows and removes the embedding endpoint of a tenant. Running servers know a change within a second, and embed the tenant's documents anew. Safe for concurrent use.</summary>
public sealed class EmbedderAdministration(IEmbedderStore store, TenantVaults vaults, IAdministrationJournal? journal = null)
{
    /// <summary>Sets the tenant's endpoint, in place of the one before.</summary>
    /// <exception cref="TenancyException">A setting is invalid, or there is no such tenant, or no such upstream of it.</exception>
    public async Task<TenantEmbedder> SetAsync(TenantId tenant, EmbedderSettings settings, CancellationToken cancellationToken)
    {
        settings.Check();
        var vault = await vaults.OpenAsync(tenant, cancellationToken).ConfigureAwait(false);
        var embedder = await store.PutAsync(vault, settings, cancellationToken).ConfigureAwait(false)
            ?? throw new TenancyException(TenancyFailure.NotFound, $"The tenant has no upstream '{settings.Upstream}' that speaks OpenAI's protocols; add it first.");
        await RecordAsync(
            tenant,
            AdministrationKinds.EmbedderSet,
            [
                new("name", embedder.Name),
                new("upstream", settings.Upstream),
                new("model", settings.Model),
                new("dimensions", settings.Dimensions.ToString(CultureInfo.InvariantCulture)),
            ],
            cancellationToken).ConfigureAwait(false);
        return embedder;
    }

    /// <summary>The tenant's endpoint; null where the installation's embedder serves it.</summary>
    /// <exception cref="TenancyException">There is no such tenant.</exception>
    public async Task<TenantEmbedder?> FindAsync(TenantId tenant, CancellationToken cancellationToken) =>
        await store.FindAsync(await vaults.OpenAsync(tenant, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>Has the tenant served by the installation's embedder again.</summary>
    /// <exception cref="TenancyException">It was already.</exception>
    public async Task RemoveAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var vault = await vaults.OpenAsync(tenant, cancellationToken).ConfigureAwait(false);
        if (!await store.RemoveAsync(vault, cancellationToken).ConfigureAwait(false))
        {
            throw new TenancyException(TenancyFailure.NotFound, "The tenant has no embedding endpoint of its own.");
        }

        await RecordAsync(tenant, AdministrationKinds.EmbedderRemoved, [], cancellationToken).ConfigureAwait(false);
    }

    private Task RecordAsync(TenantId tenant, string kind, KeyValuePair<string, string?>[] facts, CancellationToken cancellationToken) =>
        journal?.RecordAsync(new AdministrationAct(tenant, kind, facts), cancellationToken) ?? Task.CompletedTask;
}
