using System.Security.Cryptography;
using Sallyport.Server.Settings;
using Sallyport.Storage;
using Sallyport.Tenancy;

namespace Sallyport.Server.Serving;

/// <summary>What a start makes sure is there: a tenant, a key to call with, the admin token.</summary>
internal static class FirstStart
{
    /// <summary>The first tenant's name.</summary>
    public const string TenantName = "default";

    private const string KeyFile = "default-api-key";
    private const string TokenFile = "admin-token";
    private const string NodeFile = "node";

    /// <summary>Creates the tenant <c>default</c> where the installation has none at all. Its key is kept in the data folder at once, so that it isn't lost where the start fails later.</summary>
    /// <returns>The tenant and its new key; nulls where tenants exist.</returns>
    public static async Task<(Tenant? Tenant, string? Key)> EnsureTenantAsync(Installation installation, string data, CancellationToken cancellationToken)
    {
        var tenants = await installation.Tenants.ListAsync(cancellationToken);
        if (tenants.Count > 0)
        {
            return (null, null);
        }

        try
        {
            var tenant = await installation.Tenants.CreateAsync(Sallyport.Tenancy.TenantName.Parse(TenantName, null), TenantSettings.Standard, cancellationToken);
            var key = await CreateKeyAsync(installation, tenant.Id, cancellationToken);
            KeepKey(data, key);
            return (tenant, key);
        }
        catch (TenancyException exception) when (exception.Failure == TenancyFailure.NameTaken)
        {
            // Another process was first.
            return (null, null);
        }
    }

    /// <summary>A key of the tenant <c>default</c> for the ready file: the one kept in the data folder while it is good, else a new one.</summary>
    public static async Task<(Tenant Tenant, string Key)> KeyForReadyFileAsync(Installation installation, string data, CancellationToken cancellationToken)
    {
        if (FindKept(installation, data) is { } kept)
        {
            return kept;
        }

        var tenant = await FirstTenantAsync(installation, cancellationToken);
        var key = await CreateKeyAsync(installation, tenant.Id, cancellationToken);
        KeepKey(data, key);
        return (tenant, key);
    }

    /// <summary>Tells how to come by a key, for who has none at hand: a key is shown once, and a later start can't show it again.</summary>
    public static async Task<string> WayToAKeyAsync(Installation installation, InstallationSettings settings, CancellationToken cancellationToken)
    {
        if (FindKept(installation, settings.Data) is var (owner, _))
        {
            return $"""
                An API key of tenant '{owner.Name}' is in a file:
                  export SALLYPORT_KEY=$(cat "{KeptKey(settings.Data)}")
                """;
        }

        var tenant = await FirstTenantAsync(installation, cancellationToken);
        var place = settings.Data == InstallationSettings.DefaultData ? "" : $" --data \"{settings.Data}\"";
        var opener = settings.MasterKeyFile is { } file ? $" --master-key-file \"{Path.GetFullPath(file)}\"" : "";
        return $"""
            API keys are shown once, when they are created. For another one:
              sallyport key create {tenant.Name}{place}{opener}
            """;
    }

    /// <summary>Where the key of the first tenant is kept (0600), for who has no terminal to read it from.</summary>
    public static string KeptKey(string data) => Path.Combine(data, KeyFile);

    /// <summary>Keeps the key nowhere from now on: somebody has read it.</summary>
    public static void ForgetKey(string data) => File.Delete(KeptKey(data));

    /// <summary>The admin token: 256 random bits in a 0600 file of the data folder, created once.</summary>
    public static string EnsureAdminToken(string data)
    {
        var path = Path.Combine(data, TokenFile);
        if (OwnerFile.ReadLine(path) is { Length: > 0 } token)
        {
            return token;
        }

        token = "sat_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        OwnerFile.Write(path, token + "\n");
        return token;
    }

    /// <summary>
    /// The name of this node's ledger writer, kept in the data folder: the same after a restart in a new container, and another for each node
    /// that shares a database, so that an unclean stop is noticed where it happened and nowhere else.
    /// </summary>
    public static string EnsureNodeName(string data)
    {
        var path = Path.Combine(data, NodeFile);
        if (OwnerFile.ReadLine(path) is { Length: > 0 } name)
        {
            return name;
        }

        name = "node-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        OwnerFile.Write(path, name + "\n");
        return name;
    }

    private static void KeepKey(string data, string key) => OwnerFile.Write(KeptKey(data), key + "\n");

    private static (Tenant Tenant, string Key)? FindKept(Installation installation, string data) =>
        OwnerFile.ReadLine(KeptKey(data)) is { } kept && installation.Directory.Find(kept) is { Refusal: KeyRefusal.None, Entry: { } entry }
            ? (entry.Tenant.Tenant, kept)
            : null;

    private static async Task<Tenant> FirstTenantAsync(Installation installation, CancellationToken cancellationToken) =>
        (await installation.Tenants.ListAsync(cancellationToken)).OrderByDescending(static tenant => tenant.Name.Value == TenantName).First();

    private static async Task<string> CreateKeyAsync(Installation installation, TenantId tenant, CancellationToken cancellationToken)
    {
        return (await installation.Keys.CreateAsync(tenant, new KeyDraft(), cancellationToken)).Secret;
    }
}
