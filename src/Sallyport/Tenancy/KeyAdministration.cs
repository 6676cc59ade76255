using System.Globalization;

namespace Sallyport.Tenancy;

/// <summary>Creates, lists, rotates and revokes API keys. Running servers know a change within a second. Safe for concurrent use.</summary>
public sealed class KeyAdministration(IKeyStore store, TimeProvider time, IAdministrationJournal? journal = null)
{
    /// <summary>The longest time that a rotated key stays valid beside its successor.</summary>
    public static readonly TimeSpan MaxOverlap = TimeSpan.FromDays(90);

    /// <summary>Creates a key. Its secret is in the result and nowhere else.</summary>
    /// <exception cref="TenancyException">The draft is invalid, or there is no such tenant.</exception>
    public async Task<IssuedKey> CreateAsync(TenantId tenant, KeyDraft draft, CancellationToken cancellationToken)
    {
        var now = Now();
        draft.Check(now);
        var issued = Issue(new ApiKey
        {
            Id = KeyId.New(),
            Tenant = tenant,
            Scopes = draft.Scopes,
            Agent = draft.Agent,
            Clearances = draft.Clearances,
            Limits = draft.Limits,
            Created = now,
            Expires = draft.Expires,
        });
        if (!await store.AddAsync(ToStored(issued), cancellationToken).ConfigureAwait(false))
        {
            throw new TenancyException(TenancyFailure.NotFound, $"There is no tenant '{tenant}'.");
        }

        await RecordCreatedAsync(issued.Key, cancellationToken).ConfigureAwait(false);
        return issued;
    }

    /// <summary>All keys of a tenant, revoked and expired ones too, newest first.</summary>
    public Task<IReadOnlyList<ApiKey>> ListAsync(TenantId tenant, CancellationToken cancellationToken) =>
        store.ListAsync(tenant, cancellationToken);

    /// <summary>Refuses a key from now on. Revoking twice changes nothing.</summary>
    /// <exception cref="TenancyException">The tenant has no such key.</exception>
    public async Task RevokeAsync(TenantId tenant, KeyId key, CancellationToken cancellationToken)
    {
        if (await store.RevokeAsync(tenant, key, Now(), cancellationToken).ConfigureAwait(false))
        {
            await RecordAsync(new AdministrationAct(tenant, AdministrationKinds.KeyRevoked, new KeyValuePair<string, string?>("key", key.Value)), cancellationToken).ConfigureAwait(false);
        }
        else if (await FindAsync(tenant, key, cancellationToken).ConfigureAwait(false) is null)
        {
            throw NoSuchKey(key);
        }
    }

    /// <summary>Creates a successor with the same scopes, agent, clearances, limits and expiry. Both keys work until the overlap is over.</summary>
    /// <param name="tenant">The key's tenant.</param>
    /// <param name="key">The key to take over from; it must still be valid.</param>
    /// <param name="overlap">How long the old key stays valid, unless it expires sooner; zero to <see cref="MaxOverlap"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TenancyException">No such key, it is no longer valid, or the overlap is out of range.</exception>
    public async Task<IssuedKey> RotateAsync(TenantId tenant, KeyId key, TimeSpan overlap, CancellationToken cancellationToken)
    {
        if (overlap < TimeSpan.Zero || overlap > MaxOverlap)
        {
            throw new TenancyException(TenancyFailure.Invalid, $"The overlap is zero to {MaxOverlap.TotalDays:0} days.");
        }

        var old = await FindAsync(tenant, key, cancellationToken).ConfigureAwait(false) ?? throw NoSuchKey(key);
        var now = Now();
        var until = old.Expires < now + overlap ? old.Expires.Value : now + overlap;
        var issued = Issue(old with { Id = KeyId.New(), Created = now, Replaces = old.Id, Revoked = null }, until);
        if (!await store.RotateAsync(ToStored(issued), key, now, until, cancellationToken).ConfigureAwait(false))
        {
            throw new TenancyException(TenancyFailure.Conflict, $"The key '{key}' is revoked or expired; create a new one.");
        }

        await RecordCreatedAsync(issued.Key, cancellationToken).ConfigureAwait(false);
        return issued;
    }

    private static IssuedKey Issue(ApiKey key, DateTimeOffset? replacedUntil = null) => new(key, KeyText.New(key.Id)) { ReplacedUntil = replacedUntil };

    private static StoredKey ToStored(IssuedKey issued)
    {
        var hash = new byte[KeyText.HashLength];
        KeyText.Hash(issued.Secret, hash);
        return new StoredKey(issued.Key, hash);
    }

    private static TenancyException NoSuchKey(KeyId key) => new(TenancyFailure.NotFound, $"The tenant has no key '{key}'.");

    private Task RecordAsync(AdministrationAct act, CancellationToken cancellationToken) =>
        journal?.RecordAsync(act, cancellationToken) ?? Task.CompletedTask;

    private Task RecordCreatedAsync(ApiKey key, CancellationToken cancellationToken) => RecordAsync(
        new AdministrationAct(
            key.Tenant,
            AdministrationKinds.KeyCreated,
            new("key", key.Id.Value),
            new("scopes", ScopeNames.Format(key.Scopes)),
            new("agent", key.Agent),
            new("clearances", key.Clearances.Count == 0 ? null : string.Join(',', key.Clearances)),
            new("expires", key.Expires?.ToString("O", CultureInfo.InvariantCulture)),
            new("replaces", key.Replaces?.Value)),
        cancellationToken);

    private async Task<ApiKey?> FindAsync(TenantId tenant, KeyId key, CancellationToken cancellationToken)
    {
        var keys = await store.ListAsync(tenant, cancellationToken).ConfigureAwait(false);
        return keys.FirstOrDefault(candidate => candidate.Id == key);
    }

    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
}
