using System.Security.Cryptography;
using System.Text;

namespace Sallyport.Tenancy;

/// <summary>An attack that an operator of a tenant has confirmed, and that texts are compared with until it expires. Immutable.</summary>
public sealed record Exemplar
{
    internal const string Purpose = "exemplar";

    /// <summary>The tenant that it belongs to; no other's traffic is ever compared with it.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>Its name, unique in the tenant.</summary>
    public required string Name { get; init; }

    /// <summary>When it was added, to the millisecond.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>From when on nothing is compared with it.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>The text, sealed in the tenant's vault.</summary>
    public required byte[] SealedText { get; init; }

    /// <summary>The text in clear, to compile a detector's knowledge from. It is content of the tenant: never log it.</summary>
    /// <exception cref="CryptographicException">It was altered, or the vault is another tenant's.</exception>
    public string OpenText(TenantVault vault) => Encoding.UTF8.GetString(vault.Open(Purpose, SealedText, Encoding.UTF8.GetBytes(Name)));

    internal static byte[] SealText(TenantVault vault, string name, string text) => vault.Seal(Purpose, Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(name));
}
