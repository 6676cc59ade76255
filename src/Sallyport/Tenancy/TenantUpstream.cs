using System.Security.Cryptography;
using System.Text;

namespace Sallyport.Tenancy;

/// <summary>A model provider that a tenant's exchanges go to. Immutable. Whether its address may be a private one is not stored: only the operator's own file says so.</summary>
public sealed record TenantUpstream
{
    internal const string Purpose = "upstream.credential";

    /// <summary>The tenant that it belongs to.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>Its name, unique in the tenant.</summary>
    public required string Name { get; init; }

    /// <summary>What it speaks.</summary>
    public required UpstreamKind Kind { get; init; }

    /// <summary>The absolute base address, <c>http</c> or <c>https</c>, without credentials.</summary>
    public required Uri Address { get; init; }

    /// <summary>The models that go there: names in which <c>*</c> stands for any characters, at least one.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>How long it is waited for.</summary>
    public UpstreamTimeouts Timeouts { get; init; } = UpstreamTimeouts.Standard;

    /// <summary>The tenant's credential for it, sealed in the tenant's vault; null where it needs none.</summary>
    public byte[]? SealedCredential { get; init; }

    /// <summary>The master key's keyed hash of the credential, by which a credential of two tenants is recognised; null where there is none.</summary>
    public byte[]? CredentialTag { get; init; }

    /// <summary>The check value of the master key that made <see cref="CredentialTag"/>, for the store to refuse a tag of one that was rotated away meanwhile; null where nobody asks.</summary>
    public byte[]? CredentialTagCheck { get; init; }

    /// <summary>Whether other tenants may use the same credential.</summary>
    public bool SharedCredential { get; init; }

    /// <summary>When it was added, to the millisecond.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The credential in clear, for one request's header; null where there is none. Never log it.</summary>
    /// <exception cref="CryptographicException">It was altered, or the vault is another tenant's.</exception>
    public string? OpenCredential(TenantVault vault)
    {
        if (SealedCredential is null)
        {
            return null;
        }

        var bytes = vault.Open(Purpose, SealedCredential, Encoding.UTF8.GetBytes(Name));
        try
        {
            return Encoding.UTF8.GetString(bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    internal static byte[] SealCredential(TenantVault vault, string name, string credential)
    {
        var bytes = Encoding.UTF8.GetBytes(credential);
        try
        {
            return vault.Seal(Purpose, bytes, Encoding.UTF8.GetBytes(name));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }
}
