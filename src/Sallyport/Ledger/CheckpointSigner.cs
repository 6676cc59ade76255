using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sallyport.Tenancy;

namespace Sallyport.Ledger;

/// <summary>Writes checkpoints as signed notes (C2SP tlog-checkpoint and signed-note).</summary>
internal sealed class CheckpointSigner(InstanceSigningKey key)
{
    private const byte Ed25519Algorithm = 0x01;
    private const int KeyHashLength = 4;

    private readonly byte[] _keyHash =
        SHA256.HashData([.. Encoding.UTF8.GetBytes(key.Name), (byte)'\n', Ed25519Algorithm, .. key.PublicKey])[..KeyHashLength];

    /// <summary>A restored ledger is another log than the one whose end was lost, so each epoch after the first has an origin of its own.</summary>
    public string Origin(TenantId tenant, long epoch) =>
        epoch == 1 ? $"{key.Name}/{tenant.Value}" : string.Create(CultureInfo.InvariantCulture, $"{key.Name}/{tenant.Value}/{epoch}");

    public string Sign(TenantId tenant, long epoch, long size, ReadOnlySpan<byte> root)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{Origin(tenant, epoch)}\n{size}\n{Convert.ToBase64String(root)}\n");
        byte[] signature = [.. _keyHash, .. key.Sign(Encoding.UTF8.GetBytes(text))];
        return $"{text}\n\u2014 {key.Name} {Convert.ToBase64String(signature)}\n";
    }
}
