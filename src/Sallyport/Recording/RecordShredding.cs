using System.Globalization;
using Sallyport.Tenancy;

namespace Sallyport.Recording;

/// <summary>
/// Erases a month of a tenant's records: recorded content, and what ledger entries hold sealed. The key is destroyed first, then what it sealed is removed, then the ledger states it;
/// what a crash leaves is finished by <see cref="CompleteAsync(CancellationToken)"/>. The ledger's entries and proofs stay as they are: they hold commitments alone. Safe for concurrent use.
/// </summary>
public sealed class RecordShredding(IRecordKeyStore store, TenantVaults vaults, TimeProvider time, IAdministrationJournal? journal = null)
{
    /// <summary>Erases a month.</summary>
    /// <exception cref="TenancyException">The month is not over yet, was erased before, or there is no such tenant.</exception>
    public async Task ShredAsync(TenantId tenant, RecordMonth month, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (month >= RecordMonth.Of(now))
        {
            throw new TenancyException(TenancyFailure.Invalid, $"{month} is not over yet (UTC): records are being kept under its key.");
        }

        // A deleted tenant has no vault, and nothing left to be erased.
        await vaults.OpenAsync(tenant, cancellationToken).ConfigureAwait(false);
        if (!await store.DestroyAsync(tenant, month, now, cancellationToken).ConfigureAwait(false))
        {
            throw new TenancyException(TenancyFailure.Conflict, $"The records of {month} were erased before; the tenant's ledger tells when.");
        }

        // What follows is not to be given up half-way because a client has left.
        foreach (var shredded in await store.ListAsync(tenant, CancellationToken.None).ConfigureAwait(false))
        {
            await CompleteAsync(shredded, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Finishes what a crash has left half-done, of all tenants. To be called at start and now and then.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        foreach (var month in await store.ListAsync(tenant: null, cancellationToken).ConfigureAwait(false))
        {
            await CompleteAsync(month, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task CompleteAsync(ShreddedMonth month, CancellationToken cancellationToken)
    {
        var header = RecordKeys.HeaderOf(month.Month);
        var (exchanges, payloads) = await store.RemoveAsync(month, mark: header, header, cancellationToken).ConfigureAwait(false);
        if (journal is not null)
        {
            await journal.RecordAsync(
                new AdministrationAct(
                    month.Tenant,
                    AdministrationKinds.RecordsShredded,
                    new("month", month.Month.ToString()),
                    new("destroyed_key_sha256", month.KeyHash is null ? null : Convert.ToHexStringLower(month.KeyHash)),
                    new("recorded_exchanges", exchanges.ToString(CultureInfo.InvariantCulture)),
                    new("ledger_payloads", payloads.ToString(CultureInfo.InvariantCulture))),
                cancellationToken).ConfigureAwait(false);
        }

        await store.CompleteAsync(month, cancellationToken).ConfigureAwait(false);
    }
}
