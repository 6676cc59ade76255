using System.Globalization;

namespace Sallyport.Tenancy;

/// <summary>
/// Keeps the attacks that a tenant has confirmed. Running servers know a change within a second. Whether a text is fit to be one is tried before, by
/// <c>ExemplarAdmission</c>. Safe for concurrent use.
/// </summary>
public sealed class ExemplarAdministration(IExemplarStore store, TenantVaults vaults, TimeProvider time, IAdministrationJournal? journal = null)
{
    /// <summary>How many a tenant may have that haven't expired.</summary>
    public const int MaxCount = 500;

    /// <summary>The longest text, in UTF-16 code units.</summary>
    public const int MaxLength = 4_000;

    /// <summary>How long an exemplar holds unless told otherwise.</summary>
    public static readonly TimeSpan StandardLifetime = TimeSpan.FromDays(90);

    /// <summary>How long it may hold at most.</summary>
    public static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(366);

    private static readonly TimeSpan ShortestLifetime = TimeSpan.FromHours(1);

    /// <summary>Adds an exemplar.</summary>
    /// <exception cref="TenancyException">A value is out of range, the name is taken, there are too many, or there is no such tenant.</exception>
    public async Task<Exemplar> AddAsync(TenantId tenant, ExemplarDraft draft, CancellationToken cancellationToken)
    {
        Check(draft);
        var vault = await vaults.OpenAsync(tenant, cancellationToken).ConfigureAwait(false);
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var exemplar = new Exemplar
        {
            Tenant = tenant,
            Name = draft.Name,
            Created = now,
            Expires = now + draft.Lifetime,
            SealedText = Exemplar.SealText(vault, draft.Name, draft.Text),
        };
        if (!await store.AddAsync(vault, exemplar, MaxCount, cancellationToken).ConfigureAwait(false))
        {
            throw new TenancyException(TenancyFailure.Conflict, $"The tenant is gone, has an exemplar of that name, or has {MaxCount:N0} already.");
        }

        KeyValuePair<string, string?>[] facts =
            [new("name", draft.Name), new("expires", exemplar.Expires.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)), .. draft.Trial];
        await RecordAsync(tenant, AdministrationKinds.ExemplarAdded, facts, cancellationToken).ConfigureAwait(false);
        return exemplar;
    }

    /// <summary>The tenant's exemplars, by name, those that have just expired too; their texts stay sealed.</summary>
    /// <exception cref="TenancyException">There is no such tenant.</exception>
    public async Task<IReadOnlyList<Exemplar>> ListAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var vault = await vaults.OpenAsync(tenant, cancellationToken).ConfigureAwait(false);
        return await store.ListAsync(vault, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes an exemplar back: from the next request on nothing is compared with it.</summary>
    /// <exception cref="TenancyException">The tenant has none of that name.</exception>
    public async Task RevokeAsync(TenantId tenant, string name, CancellationToken cancellationToken)
    {
        var vault = await vaults.OpenAsync(tenant, cancellationToken).ConfigureAwait(false);
        if (!await store.RemoveAsync(vault, name, cancellationToken).ConfigureAwait(false))
        {
            throw new TenancyException(TenancyFailure.NotFound, "The tenant has no exemplar of that name.");
        }

        await RecordAsync(tenant, AdministrationKinds.ExemplarRevoked, [new("name", name)], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Records that an exemplar was tried and refused.</summary>
    internal Task RecordRefusalAsync(TenantId tenant, string name, IReadOnlyList<KeyValuePair<string, string?>> trial, CancellationToken cancellationToken) =>
        RecordAsync(tenant, AdministrationKinds.ExemplarRefused, [new("name", name), .. trial], cancellationToken);

    /// <summary>Refuses a draft of which a value is out of range.</summary>
    /// <exception cref="TenancyException">One is; the message says which.</exception>
    internal static void Check(ExemplarDraft draft)
    {
        ResourceName.Check(draft.Name, "An exemplar's name");
        if (draft.Text.Length is 0 or > MaxLength)
        {
            throw new TenancyException(TenancyFailure.Invalid, $"An exemplar has 1 to {MaxLength:N0} characters.");
        }

        if (draft.Lifetime < ShortestLifetime || draft.Lifetime > LongestLifetime)
        {
            throw new TenancyException(TenancyFailure.Invalid, $"An exemplar holds for an hour to {LongestLifetime.TotalDays:N0} days.");
        }
    }

    private Task RecordAsync(TenantId tenant, string kind, KeyValuePair<string, string?>[] facts, CancellationToken cancellationToken) =>
        journal?.RecordAsync(new AdministrationAct(tenant, kind, facts), cancellationToken) ?? Task.CompletedTask;
}
