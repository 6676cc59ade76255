namespace Sallyport.Tenancy;

/// <summary>Registers strings that must not leave a tenant. Running servers know a change within a second. Safe for concurrent use.</summary>
public sealed class KnownSecretAdministration(IKnownSecretStore store, TenantVaults vaults, TimeProvider time, IAdministrationJournal? journal = null)
{
    /// <summary>The shortest string, in UTF-16 code units: shorter ones stand in ordinary text by chance.</summary>
    public const int MinLength = 8;

    /// <summary>The longest string, in UTF-16 code units: the longest that the filter takes.</summary>
    public const int MaxLength = 8192;

    /// <summary>How many a tenant may register.</summary>
    public const int MaxCount = 1000;

    /// <summary>Registers a string, or replaces the one of that name.</summary>
    /// <exception cref="TenancyException">The name or length is out of range, there are too many, or there is no such tenant.</exception>
    public async Task SetAsync(TenantId tenant, string name, string value, CancellationToken cancellationToken)
    {
        ResourceName.Check(name, "A known secret's name");
        if (value.Length is < MinLength or > MaxLength)
        {
            throw new TenancyException(TenancyFailure.Invalid, $"A known secret has {MinLength} to {MaxLength:N0} characters.");
        }

        var vault = await vaults.OpenAsync(tenant, cancellationToken).ConfigureAwait(false);
        var secret = new KnownSecret
        {
            Tenant = tenant,
            Name = name,
            Created = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds()),
            SealedValue = KnownSecret.SealValue(vault, name, value),
        };
        if (!await store.PutAsync(vault, secret, MaxCount, cancellationToken).ConfigureAwait(false))
        {
            throw new TenancyException(TenancyFailure.Conflict, $"A tenant may have {MaxCount:N0} known secrets, and this one has as many: remove one first.");
        }

        await RecordAsync(tenant, AdministrationKinds.KnownSecretSet, [new("name", name)], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The tenant's known secrets, by name; their values stay sealed.</summary>
    /// <exception cref="TenancyException">There is no such tenant.</exception>
    public async Task<IReadOnlyList<KnownSecret>> ListAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var vault = await vaults.OpenAsync(tenant, cancellationToken).ConfigureAwait(false);
        return await store.ListAsync(vault, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Forgets a string.</summary>
    /// <exception cref="TenancyException">The tenant has none of that name.</exception>
    public async Task RemoveAsync(TenantId tenant, string name, CancellationToken cancellationToken)
    {
        var vault = await vaults.OpenAsync(tenant, cancellationToken).ConfigureAwait(false);
        if (!await store.RemoveAsync(vault, name, cancellationToken).ConfigureAwait(false))
        {
            throw new TenancyException(TenancyFailure.NotFound, $"The tenant has no known secret of the name '{name}'.");
        }

        await RecordAsync(tenant, AdministrationKinds.KnownSecretRemoved, [new("name", name)], cancellationToken).ConfigureAwait(false);
    }

    private Task RecordAsync(TenantId tenant, string kind, KeyValuePair<string, string?>[] facts, CancellationToken cancellationToken) =>
        journal?.RecordAsync(new AdministrationAct(tenant, kind, facts), cancellationToken) ?? Task.CompletedTask;
}
