using System.Globalization;

namespace Sallyport.Tenancy;

/// <summary>Creates, changes, suspends and deletes tenants. Running servers know a change within a second. Safe for concurrent use.</summary>
public sealed class TenantAdministration(ITenantStore store, MasterKey master, TenantVaults vaults, TimeProvider time, IAdministrationJournal? journal = null)
{
    /// <summary>Creates a tenant with a data key of its own.</summary>
    /// <exception cref="TenancyException">The name is taken, or a setting is invalid.</exception>
    /// <exception cref="MasterKeyException">The installation has another master key by now.</exception>
    public async Task<Tenant> CreateAsync(TenantName name, TenantSettings settings, CancellationToken cancellationToken)
    {
        settings.Check();
        var created = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var tenant = new Tenant(TenantId.New(), name, TenantState.Active, settings, created);

        // Read before the key is wrapped: where the master key changes between, the store refuses.
        var check = master.CheckValue();
        if (!await store.AddAsync(tenant, master.NewTenantKey(tenant.Id), check, cancellationToken).ConfigureAwait(false))
        {
            throw new TenancyException(TenancyFailure.NameTaken, $"There is already a tenant '{name}'.");
        }

        await RecordAsync(tenant.Id, AdministrationKinds.TenantCreated, [new("name", name.Value), .. FactsOf(settings)], cancellationToken).ConfigureAwait(false);
        return tenant;
    }

    /// <summary>All tenants but the deleted, by name.</summary>
    public Task<IReadOnlyList<Tenant>> ListAsync(CancellationToken cancellationToken) => store.ListAsync(cancellationToken);

    /// <summary>The tenant of that name or identifier.</summary>
    /// <param name="nameOrId">A name, or an identifier such as <c>tn_0123456789abcdef</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TenancyException">There is none.</exception>
    public async Task<Tenant> FindAsync(string nameOrId, CancellationToken cancellationToken) =>
        await LookUpAsync(nameOrId, cancellationToken).ConfigureAwait(false) is { State: not TenantState.Deleted } tenant ? tenant : throw NoTenant(nameOrId);

    /// <summary>As <see cref="FindAsync"/>, a deleted tenant too, by its identifier: for its ledger, which outlives it.</summary>
    /// <exception cref="TenancyException">There is none, nor ever was.</exception>
    public async Task<Tenant> FindWithDeletedAsync(string nameOrId, CancellationToken cancellationToken) =>
        await LookUpAsync(nameOrId, cancellationToken).ConfigureAwait(false) ?? throw NoTenant(nameOrId);

    /// <summary>Replaces a tenant's settings.</summary>
    /// <exception cref="TenancyException">There is no such tenant, or a setting is invalid.</exception>
    public async Task ChangeAsync(TenantId id, TenantSettings settings, CancellationToken cancellationToken)
    {
        settings.Check();
        Require(await store.ChangeAsync(id, settings, cancellationToken).ConfigureAwait(false), TenancyFailure.NotFound, $"There is no tenant '{id}'.");
        await RecordAsync(id, AdministrationKinds.TenantChanged, FactsOf(settings), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Refuses the tenant's keys until it is resumed.</summary>
    /// <exception cref="TenancyException">It is not active.</exception>
    public async Task SuspendAsync(TenantId id, CancellationToken cancellationToken)
    {
        Require(
            await store.MoveAsync(id, TenantState.Active, TenantState.Suspended, cancellationToken).ConfigureAwait(false),
            TenancyFailure.Conflict,
            $"The tenant '{id}' is not active.");
        await RecordAsync(id, AdministrationKinds.TenantSuspended, [], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lets the tenant's keys work again.</summary>
    /// <exception cref="TenancyException">It is not suspended.</exception>
    public async Task ResumeAsync(TenantId id, CancellationToken cancellationToken)
    {
        Require(
            await store.MoveAsync(id, TenantState.Suspended, TenantState.Active, cancellationToken).ConfigureAwait(false),
            TenancyFailure.Conflict,
            $"The tenant '{id}' is not suspended.");
        await RecordAsync(id, AdministrationKinds.TenantResumed, [], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Destroys the tenant's data key, and with it all its content, for good, then states it in the ledger; what a crash leaves is finished by <see cref="CompleteDeletionsAsync"/>.
    /// Backups that hold the wrapped key must expire too.
    /// </summary>
    /// <exception cref="TenancyException">There is no such tenant.</exception>
    public async Task DeleteAsync(TenantId id, CancellationToken cancellationToken)
    {
        var deletion = await store.DeleteAsync(id, time.GetUtcNow(), cancellationToken).ConfigureAwait(false)
            ?? throw new TenancyException(TenancyFailure.NotFound, $"There is no tenant '{id}'.");
        vaults.Close(id);

        // What follows is not to be given up half-way because a client has left.
        await CompleteAsync(deletion, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>States deletions of tenants that a crash has left unstated. To be called at start and now and then.</summary>
    public async Task CompleteDeletionsAsync(CancellationToken cancellationToken)
    {
        foreach (var deletion in await store.ListDeletionsAsync(time.GetUtcNow(), cancellationToken).ConfigureAwait(false))
        {
            await CompleteAsync(deletion, cancellationToken).ConfigureAwait(false);
        }
    }

    private static KeyValuePair<string, string?>[] FactsOf(TenantSettings settings) =>
    [
        new("requests_per_minute", settings.Limits.RequestsPerMinute?.ToString(CultureInfo.InvariantCulture)),
        new("tokens_per_minute", settings.Limits.TokensPerMinute?.ToString(CultureInfo.InvariantCulture)),
        new("concurrency", settings.Limits.Concurrency?.ToString(CultureInfo.InvariantCulture)),
        new("stored_megabytes", settings.StoredMegabytes?.ToString(CultureInfo.InvariantCulture)),
        new("recording", settings.Recording ? "on" : "off"),
        new("strict_ledger", settings.StrictLedger ? "on" : "off"),
    ];

    private static TenancyException NoTenant(string nameOrId) =>
        new(TenancyFailure.NotFound, $"There is no tenant '{nameOrId}'. List the tenants to see those that there are.");

    private static void Require(bool done, TenancyFailure failure, string message)
    {
        if (!done)
        {
            throw new TenancyException(failure, message);
        }
    }

    private async Task CompleteAsync(TenantDeletion deletion, CancellationToken cancellationToken)
    {
        await RecordAsync(
            deletion.Tenant,
            AdministrationKinds.TenantDeleted,
            [new("destroyed_key_sha256", deletion.KeyHash is null ? null : Convert.ToHexStringLower(deletion.KeyHash))],
            cancellationToken).ConfigureAwait(false);
        await store.ForgetDeletionAsync(deletion.Tenant, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Tenant?> LookUpAsync(string nameOrId, CancellationToken cancellationToken)
    {
        if (TenantId.TryParse(nameOrId, null, out var id))
        {
            return await store.FindAsync(id, cancellationToken).ConfigureAwait(false);
        }

        return TenantName.TryParse(nameOrId, null, out var name) ? await store.FindAsync(name, cancellationToken).ConfigureAwait(false) : null;
    }

    private Task RecordAsync(TenantId tenant, string kind, KeyValuePair<string, string?>[] facts, CancellationToken cancellationToken) =>
        journal?.RecordAsync(new AdministrationAct(tenant, kind, facts), cancellationToken) ?? Task.CompletedTask;
}
