using System.Globalization;
using System.Text;

namespace Sallyport.Tenancy;

/// <summary>Keeps a tenant's policy versions and puts one in force. Whether a text is a valid policy is for the caller to check first. Safe for concurrent use.</summary>
public sealed class PolicyAdministration(IPolicyStore store, TenantVaults vaults, TimeProvider time, IAdministrationJournal? journal = null)
{
    /// <summary>The longest policy text, in UTF-8 bytes.</summary>
    public const int MaxTextLength = 256 * 1024;

    private const int MaxAuthorLength = 200;

    /// <summary>Adds a draft. Its text never changes from then on.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="text">The YAML text, checked by the caller; at most <see cref="MaxTextLength"/>.</param>
    /// <param name="author">Who wrote it, at most 200 characters.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TenancyException">The text or author is too long, or there is no such tenant.</exception>
    public async Task<PolicyVersion> AddAsync(TenantId tenant, string text, string author, CancellationToken cancellationToken)
    {
        if (Encoding.UTF8.GetByteCount(text) > MaxTextLength || author.Length is 0 or > MaxAuthorLength)
        {
            throw new TenancyException(TenancyFailure.Invalid, $"A policy's text has at most {MaxTextLength:N0} bytes, its author 1 to {MaxAuthorLength} characters.");
        }

        var vault = await vaults.OpenAsync(tenant, cancellationToken).ConfigureAwait(false);
        var added = await store.AddAsync(vault, text, author, Now(), cancellationToken).ConfigureAwait(false)
            ?? throw new TenancyException(TenancyFailure.NotFound, $"There is no tenant '{tenant}'.");
        await RecordAsync(vault, AdministrationKinds.PolicyDrafted, added, cancellationToken).ConfigureAwait(false);
        return added;
    }

    /// <summary>Puts a version in force in place of the one that is. Of two calls at once, one fails.</summary>
    /// <exception cref="TenancyException">No such version, it is in force already, or another was put in force meanwhile.</exception>
    public async Task ActivateAsync(TenantId tenant, long version, CancellationToken cancellationToken)
    {
        var vault = await vaults.OpenAsync(tenant, cancellationToken).ConfigureAwait(false);
        var versions = await store.ListAsync(vault, cancellationToken).ConfigureAwait(false);
        var activated = versions.FirstOrDefault(candidate => candidate.Version == version) ?? throw NoSuchVersion(version);

        var inForce = versions.FirstOrDefault(candidate => candidate.State == PolicyState.Active)?.Version;
        if (!await store.ActivateAsync(vault, version, inForce, Now(), cancellationToken).ConfigureAwait(false))
        {
            throw new TenancyException(TenancyFailure.Conflict, $"Version {version} is in force already, or another was put in force meanwhile.");
        }

        await RecordAsync(vault, AdministrationKinds.PolicyActivated, activated, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>All versions, newest first.</summary>
    /// <exception cref="TenancyException">There is no such tenant.</exception>
    public async Task<IReadOnlyList<PolicyVersion>> ListAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var vault = await vaults.OpenAsync(tenant, cancellationToken).ConfigureAwait(false);
        return await store.ListAsync(vault, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The text of a version.</summary>
    /// <exception cref="TenancyException">There is no such tenant or version.</exception>
    public async Task<string> ReadTextAsync(TenantId tenant, long version, CancellationToken cancellationToken)
    {
        var vault = await vaults.OpenAsync(tenant, cancellationToken).ConfigureAwait(false);
        var found = await store.FindAsync(vault, version, cancellationToken).ConfigureAwait(false) ?? throw NoSuchVersion(version);
        return found.OpenText(vault);
    }

    private static TenancyException NoSuchVersion(long version) => new(TenancyFailure.NotFound, $"The tenant has no policy version {version}.");

    // The keyed digest lets whoever holds the vault show which text it was, and tells nobody else anything.
    private Task RecordAsync(TenantVault vault, string kind, PolicyVersion version, CancellationToken cancellationToken) =>
        journal?.RecordAsync(
            new AdministrationAct(
                vault.Tenant,
                kind,
                new("version", version.Version.ToString(CultureInfo.InvariantCulture)),
                new("author", version.Author),
                new("digest", Convert.ToHexStringLower(vault.Digest("policy.text", Encoding.UTF8.GetBytes(version.OpenText(vault)))))),
            cancellationToken) ?? Task.CompletedTask;

    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
}
