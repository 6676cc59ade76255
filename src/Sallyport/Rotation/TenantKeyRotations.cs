using System.Globalization;
using System.Security.Cryptography;
using Sallyport.Tenancy;

namespace Sallyport.Rotation;

/// <summary>
/// Rotates tenants' data keys. The new key is made known first and seals once every server has heard of it; then all that the old one had sealed is sealed anew in batches; then
/// the old one is kept for a while, for what was under way; then it is destroyed. Each step is one transaction, and whoever comes next goes on from it, so that a process may be
/// killed at any point. Servers go on meanwhile. Safe for concurrent use.
/// </summary>
public sealed class TenantKeyRotations(IKeyRotationStore store, ITenantStore tenants, TenantVaults vaults, TimeProvider time, IAdministrationJournal? journal = null)
{
    /// <summary>How long a new key is known before it seals. Servers ask for changes every 250 ms.</summary>
    public static readonly TimeSpan Spread = TimeSpan.FromSeconds(5);

    /// <summary>How long the old key stays once all was sealed anew.</summary>
    public static readonly TimeSpan Settle = TimeSpan.FromMinutes(10);

    // Batches take milliseconds, and each renews it.
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    private const int BatchSize = 200;

    private readonly string _lease = Guid.NewGuid().ToString("N");

    /// <summary>The tenant's rotation, or null where none is under way.</summary>
    public Task<TenantKeyRotation?> FindAsync(TenantId tenant, CancellationToken cancellationToken) => store.FindAsync(tenant, cancellationToken);

    /// <summary>Begins a rotation. One that is under way goes on instead.</summary>
    /// <exception cref="TenancyException">There is no such tenant.</exception>
    /// <exception cref="MasterKeyException">The installation has another master key by now.</exception>
    public async Task<TenantKeyRotation> BeginAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await store.FindAsync(tenant, cancellationToken).ConfigureAwait(false) is { } present)
            {
                return present;
            }

            var (change, rotation) = await ChangeAsync(
                tenant,
                keys => (keys.Introduce(), new TenantKeyRotation(tenant, keys.Current, keys.NextNumber, KeyRotationPhase.Spreading, Now())),
                cancellationToken).ConfigureAwait(false);
            if (await store.MoveAsync(null, rotation, change, cancellationToken).ConfigureAwait(false))
            {
                vaults.Open(tenant, change.To);
                await RecordAsync(rotation, AdministrationKinds.TenantKeyRotationBegan, [], cancellationToken).ConfigureAwait(false);
                return rotation;
            }
        }
    }

    /// <summary>Brings the tenant's rotation on as far as it can come now. To be called again and again.</summary>
    /// <returns>Where it is; null where none is under way, or where it has ended.</returns>
    /// <exception cref="TenancyException">The tenant is gone.</exception>
    /// <exception cref="MasterKeyException">The installation has another master key by now.</exception>
    public async Task<TenantKeyRotation?> AdvanceAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        while (await store.FindAsync(tenant, cancellationToken).ConfigureAwait(false) is { } rotation)
        {
            var passed = Now() - rotation.Since;
            if ((rotation.Phase == KeyRotationPhase.Spreading && passed < Spread)
                || (rotation.Phase == KeyRotationPhase.Settling && passed < Settle)
                || !await ClaimAsync(tenant, cancellationToken).ConfigureAwait(false))
            {
                return rotation;
            }

            await StepAsync(rotation, cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    /// <summary>Brings all rotations on. One that fails does not stop the others.</summary>
    /// <exception cref="AggregateException">Some could not be brought on.</exception>
    public async Task AdvanceAllAsync(CancellationToken cancellationToken)
    {
        List<Exception> failures = [];
        foreach (var tenant in await store.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                await AdvanceAsync(tenant, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                failures.Add(e);
            }
        }

        if (failures.Count > 0)
        {
            throw new AggregateException("Some rotations of data keys could not be brought on.", failures);
        }
    }

    private async Task StepAsync(TenantKeyRotation rotation, CancellationToken cancellationToken)
    {
        switch (rotation.Phase)
        {
            case KeyRotationPhase.Spreading:
                await MoveKeysAsync(rotation, keys => (keys.Activate((uint)rotation.ToKey), rotation with { Phase = KeyRotationPhase.Resealing, Since = Now() }), cancellationToken).ConfigureAwait(false);
                break;
            case KeyRotationPhase.Resealing:
                var (_, unreadable) = await ResealAsync(rotation, cancellationToken).ConfigureAwait(false);

                // The revision that this raises has servers read what they hold sealed anew, long before the old key goes.
                await store.MoveAsync(
                    rotation.Phase, rotation with { Phase = KeyRotationPhase.Settling, Since = Now(), Unreadable = unreadable }, null, cancellationToken).ConfigureAwait(false);
                break;
            case KeyRotationPhase.Settling:
                var late = await ResealAsync(rotation, cancellationToken).ConfigureAwait(false);
                var next = rotation with { Since = Now(), Unreadable = late.Unreadable };
                await (late.Resealed > 0
                    ? store.MoveAsync(rotation.Phase, next, null, cancellationToken)
                    : MoveKeysAsync(
                        rotation,
                        keys => (keys.Drop((uint)rotation.FromKey), next with { Phase = KeyRotationPhase.Destroyed, DestroyedHash = HashOf(keys, rotation) }),
                        cancellationToken)).ConfigureAwait(false);
                break;
            default:
                await RecordAsync(
                    rotation,
                    AdministrationKinds.TenantKeyRotated,
                    [
                        new("resealed", rotation.Resealed.ToString(CultureInfo.InvariantCulture)),
                        new("unreadable", rotation.Unreadable.ToString(CultureInfo.InvariantCulture)),
                        new("destroyed_key_sha256", rotation.DestroyedHash is null ? null : Convert.ToHexStringLower(rotation.DestroyedHash)),
                    ],
                    cancellationToken).ConfigureAwait(false);
                await store.EndAsync(rotation.Tenant, cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    private async Task<bool> MoveKeysAsync(TenantKeyRotation rotation, Func<TenantKeyRing, (TenantKeyRing Keys, TenantKeyRotation Rotation)> change, CancellationToken cancellationToken)
    {
        var (keys, next) = await ChangeAsync(rotation.Tenant, change, cancellationToken).ConfigureAwait(false);
        if (!await store.MoveAsync(rotation.Phase, next, keys, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        vaults.Open(rotation.Tenant, keys.To);
        return true;
    }

    private async Task<(KeyChange Change, T With)> ChangeAsync<T>(TenantId tenant, Func<TenantKeyRing, (TenantKeyRing Keys, T With)> change, CancellationToken cancellationToken)
    {
        var wrapped = await ReadWrappedAsync(tenant, cancellationToken).ConfigureAwait(false);

        // Read before anything is wrapped: where the master key changes between, the store refuses.
        var check = vaults.Master.CheckValue();
        using var present = vaults.Master.OpenRing(tenant, wrapped);
        var (keys, with) = change(present);
        using (keys)
        {
            return (new KeyChange(wrapped, vaults.Master.WrapRing(tenant, keys), check), with);
        }
    }

    private async Task<(long Resealed, long Unreadable)> ResealAsync(TenantKeyRotation rotation, CancellationToken cancellationToken)
    {
        var wrapped = await ReadWrappedAsync(rotation.Tenant, cancellationToken).ConfigureAwait(false);
        var vault = vaults.Open(rotation.Tenant, wrapped);
        var header = SealedForm.HeaderOf((uint)rotation.ToKey);
        var (resealed, unreadable) = (0L, 0L);
        foreach (var kind in Enum.GetValues<SealedKind>())
        {
            SealedRow? last = null;
            while (await store.ReadAsync(rotation.Tenant, kind, header, last, BatchSize, cancellationToken).ConfigureAwait(false) is [.., var end] rows)
            {
                last = end;
                var values = new List<(SealedRow, byte[])>(rows.Count);
                foreach (var row in rows)
                {
                    try
                    {
                        values.Add((row, SealedKinds.Reseal(vault, kind, row)));
                    }
                    catch (CryptographicException)
                    {
                        // It was altered before. What nobody can read is left as it is.
                        unreadable++;
                    }
                }

                resealed += await store.ReplaceAsync(rotation.Tenant, kind, values, cancellationToken).ConfigureAwait(false);
                await ClaimAsync(rotation.Tenant, cancellationToken).ConfigureAwait(false);
            }
        }

        return (resealed, unreadable);
    }

    private async Task<byte[]> ReadWrappedAsync(TenantId tenant, CancellationToken cancellationToken) =>
        await tenants.ReadWrappedKeyAsync(tenant, cancellationToken).ConfigureAwait(false)
            ?? throw new TenancyException(TenancyFailure.NotFound, $"There is no tenant '{tenant}', or it was deleted.");

    private Task<bool> ClaimAsync(TenantId tenant, CancellationToken cancellationToken) => store.ClaimAsync(tenant, _lease, Now(), Now() + Lease, cancellationToken);

    private static byte[]? HashOf(TenantKeyRing keys, TenantKeyRotation rotation) =>
        keys.Keys.TryGetValue((uint)rotation.FromKey, out var key) ? SHA256.HashData(key.Span) : null;

    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    private Task RecordAsync(TenantKeyRotation rotation, string kind, KeyValuePair<string, string?>[] facts, CancellationToken cancellationToken) => journal?.RecordAsync(
        new AdministrationAct(
            rotation.Tenant,
            kind,
            [
                new("from_key", rotation.FromKey.ToString(CultureInfo.InvariantCulture)),
                new("to_key", rotation.ToKey.ToString(CultureInfo.InvariantCulture)),
                .. facts,
            ]),
        cancellationToken) ?? Task.CompletedTask;
}
