using System.Security.Cryptography;
using Sallyport.Tenancy;

namespace Sallyport.Isolation.Checking;

/// <summary>Probes the keys themselves, and whoever hands out opened vaults: what one tenant's seals another's doesn't open, and their keyed hashes differ.</summary>
/// <param name="open">Hands out a tenant's vault.</param>
public sealed class VaultProbe(Func<TenantId, CancellationToken, ValueTask<TenantVault>> open) : IsolationProbe
{
    private const string Purpose = "isolation.probe";

    /// <inheritdoc/>
    public override string Name => "vault keys";

    /// <inheritdoc/>
    public override async ValueTask ProbeAsync(IsolationPair pair, ProbeTally tally, CancellationToken cancellationToken)
    {
        var owner = await open(pair.Owner.Tenant, cancellationToken).ConfigureAwait(false);
        var other = await open(pair.Other.Tenant, cancellationToken).ConfigureAwait(false);
        tally.Try(other.Tenant == pair.Other.Tenant, "another tenant's vault was handed out");
        var plain = RandomNumberGenerator.GetBytes(16);
        tally.Try(!Opens(other, owner.Seal(Purpose, plain, [])), "what one vault seals another opens");
        tally.Try(!owner.Digest(Purpose, plain).AsSpan().SequenceEqual(other.Digest(Purpose, plain)), "two vaults hash alike");
    }

    private static bool Opens(TenantVault vault, byte[] box)
    {
        try
        {
            vault.Open(Purpose, box, []);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
