using System.Security.Cryptography;
using System.Text;

namespace Sallyport.Tenancy;

/// <summary>A string that a tenant has registered as one that must not leave. Immutable.</summary>
public sealed record KnownSecret
{
    internal const string Purpose = "known-secret";

    /// <summary>The tenant that it belongs to.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>Its name, unique in the tenant; shown where the secret was found.</summary>
    public required string Name { get; init; }

    /// <summary>When it was registered, to the millisecond.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The string, sealed in the tenant's vault.</summary>
    public required byte[] SealedValue { get; init; }

    /// <summary>The string in clear, to compile a filter from. Never log it.</summary>
    /// <exception cref="CryptographicException">It was altered, or the vault is another tenant's.</exception>
    public string OpenValue(TenantVault vault)
    {
        var bytes = vault.Open(Purpose, SealedValue, Encoding.UTF8.GetBytes(Name));
        try
        {
            return Encoding.UTF8.GetString(bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    internal static byte[] SealValue(TenantVault vault, string name, string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
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
