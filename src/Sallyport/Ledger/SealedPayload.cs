using System.Security.Cryptography;
using Sallyport.Tenancy;

namespace Sallyport.Ledger;

/// <summary>
/// A sensitive payload of an entry: the entry holds SHA-256 over a salt and the payload, the salt lies inside the ciphertext. So once
/// the key is destroyed, nobody can test a guess against the commitment, and the tree's proofs still hold.
/// </summary>
/// <param name="Name">What it is, unique within its entry.</param>
/// <param name="Commitment">32 bytes: SHA-256(salt || payload).</param>
/// <param name="Ciphertext">The sealed salt and payload.</param>
public sealed record SealedPayload(string Name, byte[] Commitment, byte[] Ciphertext)
{
    /// <summary>Longest payload, in bytes.</summary>
    public const int MaxLength = 256 * 1024;

    /// <summary>Bytes of random salt before the payload.</summary>
    public const int SaltLength = 32;

    internal const string Purpose = "ledger.payload";

    /// <summary>Commits to a payload and encrypts it in the tenant's vault, under the month's key, bound to its commitment.</summary>
    /// <exception cref="ArgumentException">The name is not 1 to 64 of <c>a-z 0-9 . _</c>, or the payload is longer than <see cref="MaxLength"/>.</exception>
    public static SealedPayload Seal(TenantVault vault, string name, ReadOnlySpan<byte> payload)
    {
        ArgumentNullException.ThrowIfNull(vault);
        ArgumentNullException.ThrowIfNull(name);
        if (!LedgerKinds.IsValid(name))
        {
            throw new ArgumentException("A payload's name is 1 to 64 lower-case letters, digits, dots or underscores.", nameof(name));
        }

        if (payload.Length > MaxLength)
        {
            throw new ArgumentException($"A payload has {payload.Length} bytes; at most {MaxLength} go into one.", nameof(payload));
        }

        var opening = GC.AllocateUninitializedArray<byte>(SaltLength + payload.Length);
        try
        {
            RandomNumberGenerator.Fill(opening.AsSpan(0, SaltLength));
            payload.CopyTo(opening.AsSpan(SaltLength));
            var commitment = SHA256.HashData(opening);
            return new SealedPayload(name, commitment, vault.SealRecord(Purpose, opening, commitment));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(opening);
        }
    }

    /// <summary>The salt and the payload, checked against the commitment.</summary>
    /// <exception cref="RecordsShreddedException">The records of its month were erased.</exception>
    /// <exception cref="CryptographicException">The key is gone, or ciphertext or commitment were changed.</exception>
    /// <exception cref="ObjectDisposedException">The vault is closed or its key was destroyed.</exception>
    public async ValueTask<byte[]> OpenAsync(TenantVault vault, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(vault);
        var opening = await vault.OpenRecordAsync(Purpose, Ciphertext, Commitment, cancellationToken).ConfigureAwait(false);
        if (opening.Length < SaltLength || !CryptographicOperations.FixedTimeEquals(SHA256.HashData(opening), Commitment))
        {
            throw new CryptographicException("A ledger payload does not match its commitment.");
        }

        return opening;
    }
}
