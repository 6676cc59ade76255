namespace Sallyport.Tenancy;

/// <summary>Adds, replaces, lists and removes a tenant's upstreams. Running servers know a change within a second. Safe for concurrent use.</summary>
public sealed class UpstreamAdministration(IUpstreamStore store, TenantVaults vaults, TimeProvider time, IAdministrationJournal? journal = null)
{
    /// <summary>How many a tenant may have: each is asked for its models, and each model's upstream is looked for among all.</summary>
    public const int MaxCount = 100;

    /// <summary>Adds an upstream.</summary>
    /// <exception cref="TenancyException">The draft is invalid, the name is taken, there are too many, another tenant uses the credential undeclared, or there is no such tenant.</exception>
    public Task<TenantUpstream> AddAsync(TenantId tenant, UpstreamDraft draft, CancellationToken cancellationToken) =>
        PutAsync(tenant, draft, replace: false, cancellationToken);

    /// <summary>Adds an upstream or replaces the one of its name, credential included.</summary>
    /// <exception cref="TenancyException">The draft is invalid, there are too many, another tenant uses the credential undeclared, the tenant's embedder uses it at another address, or there is no such tenant.</exception>
    public Task<TenantUpstream> SetAsync(TenantId tenant, UpstreamDraft draft, CancellationToken cancellationToken) =>
        PutAsync(tenant, draft, replace: true, cancellationToken);

    /// <summary>The tenant's upstreams in the order in which they were added.</summary>
    /// <exception cref="TenancyException">There is no such tenant.</exception>
    public async Task<IReadOnlyList<TenantUpstream>> ListAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var vault = await vaults.OpenAsync(tenant, cancellationToken).ConfigureAwait(false);
        return await store.ListAsync(vault, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes an upstream with its credential.</summary>
    /// <exception cref="TenancyException">The tenant has none of that name, or its embedder uses it.</exception>
    public async Task RemoveAsync(TenantId tenant, string name, CancellationToken cancellationToken)
    {
        var vault = await vaults.OpenAsync(tenant, cancellationToken).ConfigureAwait(false);
        switch (await store.RemoveAsync(vault, name, cancellationToken).ConfigureAwait(false))
        {
            case UpstreamRemoveResult.NotFound:
                throw new TenancyException(TenancyFailure.NotFound, $"The tenant has no upstream '{name}'.");
            case UpstreamRemoveResult.EmbedsByIt:
                throw new TenancyException(TenancyFailure.Conflict, $"The tenant's documents are embedded by the upstream '{name}'; set another embedder first, or remove it.");
        }

        await RecordAsync(tenant, AdministrationKinds.UpstreamRemoved, [new("name", name)], cancellationToken).ConfigureAwait(false);
    }

    private async Task<TenantUpstream> PutAsync(TenantId tenant, UpstreamDraft draft, bool replace, CancellationToken cancellationToken)
    {
        draft.Check();
        var vault = await vaults.OpenAsync(tenant, cancellationToken).ConfigureAwait(false);

        // Read before the tag is made: where the master key changes between, the store refuses.
        var check = vaults.Master.CheckValue();
        var upstream = new TenantUpstream
        {
            Tenant = tenant,
            Name = draft.Name,
            Kind = draft.Kind,
            Address = draft.Address,
            Models = [.. draft.Models],
            Timeouts = draft.Timeouts,
            SealedCredential = draft.Credential is null ? null : TenantUpstream.SealCredential(vault, draft.Name, draft.Credential),
            CredentialTag = draft.Credential is null ? null : vaults.Master.TagOf(draft.Credential),
            CredentialTagCheck = check,
            SharedCredential = draft.SharedCredential,
            Created = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds()),
        };
        switch (await store.PutAsync(vault, upstream, replace, MaxCount, cancellationToken).ConfigureAwait(false))
        {
            case UpstreamPutResult.NameTaken:
                throw new TenancyException(TenancyFailure.NameTaken, $"The tenant already has an upstream '{draft.Name}'; replace it, or choose another name.");
            case UpstreamPutResult.TooMany:
                throw new TenancyException(TenancyFailure.Conflict, $"A tenant may have {MaxCount} upstreams, and this one has as many: remove one first.");
            case UpstreamPutResult.EmbedsByIt:
                throw new TenancyException(
                    TenancyFailure.Conflict,
                    $"The tenant's documents are embedded by the upstream '{draft.Name}', so its address and kind stay: vectors of two endpoints can't be compared. Add the other one under another name, and set the embedder to it.");
            case UpstreamPutResult.CredentialShared:
                throw new TenancyException(
                    TenancyFailure.Conflict,
                    "Another tenant uses the same credential. Give each tenant its own, or declare it as shared on both: a provider's prompt cache then tells one tenant what the other has sent.");
        }

        await RecordAsync(
            tenant,
            AdministrationKinds.UpstreamSet,
            [
                new("name", upstream.Name),
                new("kind", UpstreamKindNames.Format(upstream.Kind)),
                new("host", upstream.Address.Authority),
                new("models", string.Join(' ', upstream.Models)),
                new("credential", upstream switch
                {
                    { SealedCredential: null } => "none",
                    { SharedCredential: true } => "shared",
                    _ => "own",
                }),
            ],
            cancellationToken).ConfigureAwait(false);
        return upstream;
    }

    private Task RecordAsync(TenantId tenant, string kind, KeyValuePair<string, string?>[] facts, CancellationToken cancellationToken) =>
        journal?.RecordAsync(new AdministrationAct(tenant, kind, facts), cancellationToken) ?? Task.CompletedTask;
}
