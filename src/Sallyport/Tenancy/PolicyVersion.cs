using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Sallyport.Tenancy;

/// <summary>One version of a tenant's policy. Its text never changes. Immutable.</summary>
public sealed record PolicyVersion
{
    internal const string Purpose = "policy.text";

    /// <summary>The tenant that it belongs to.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>Its number in the tenant, from 1.</summary>
    public required long Version { get; init; }

    /// <summary>Where it stands.</summary>
    public required PolicyState State { get; init; }

    /// <summary>Who wrote it, as the administration call said.</summary>
    public required string Author { get; init; }

    /// <summary>When it was written, to the millisecond.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it last came into force, or null.</summary>
    public DateTimeOffset? Activated { get; init; }

    /// <summary>The YAML text, sealed in the tenant's vault: exceptions in it may quote the tenant's data.</summary>
    public required byte[] SealedText { get; init; }

    /// <summary>The YAML text.</summary>
    /// <exception cref="CryptographicException">It was altered, or the vault is another tenant's.</exception>
    public string OpenText(TenantVault vault) => Encoding.UTF8.GetString(vault.Open(Purpose, SealedText, Position(Version)));

    /// <summary>Seals the text of a version, bound to its number.</summary>
    public static byte[] SealText(TenantVault vault, long version, string text) =>
        vault.Seal(Purpose, Encoding.UTF8.GetBytes(text), Position(version));

    internal static byte[] Position(long version)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, version);
        return bytes;
    }
}
