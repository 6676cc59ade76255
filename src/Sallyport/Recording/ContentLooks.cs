using Sallyport.Ledger;
using Sallyport.Tenancy;

namespace Sallyport.Recording;

/// <summary>
/// The one way to content that lies sealed: recorded texts, and where an exchange's findings stood. Each look stands in the tenant's ledger, with who
/// and why, before anything is shown; when the ledger does not take it, nothing is shown. Safe for concurrent use.
/// </summary>
/// <param name="recorder">Recorded texts.</param>
/// <param name="ledger">Takes the looks; stays the caller's.</param>
/// <param name="actor">Who looks through this, such as <c>command line</c> or <c>admin api</c>.</param>
public sealed class ContentLooks(Recorder recorder, LedgerWriter ledger, string actor)
{
    /// <summary>The longest reason, in UTF-16 code units.</summary>
    public const int MaxReasonLength = 200;

    /// <summary>Opens an exchange's recorded texts.</summary>
    /// <param name="vault">The tenant's vault.</param>
    /// <param name="exchange">The exchange's identifier.</param>
    /// <param name="reason">Why: 1 to <see cref="MaxReasonLength"/> characters, kept in the ledger for good.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null where nothing of that exchange is recorded; that is no look.</returns>
    /// <exception cref="TenancyException">The reason is missing or too long.</exception>
    /// <exception cref="LedgerUnavailableException">The look could not be recorded.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A text was altered.</exception>
    public async Task<RecordingLook?> OpenRecordingAsync(TenantVault vault, string exchange, string reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(vault);
        CheckReason(reason);
        if (await recorder.FindAsync(vault, exchange, cancellationToken).ConfigureAwait(false) is not { } found)
        {
            return null;
        }

        await RecordAsync(vault.Tenant, exchange, "recording", reason, cancellationToken).ConfigureAwait(false);
        return await recorder.OpenAsync(vault, found, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens the sealed payloads of an exchange's ledger entries.</summary>
    /// <param name="reader">The tenant's ledger.</param>
    /// <param name="exchange">The exchange's identifier.</param>
    /// <param name="entries">Its entries, read with payloads.</param>
    /// <param name="reason">As for <see cref="OpenRecordingAsync"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The payloads, UTF-8 JSON, by entry and name; empty where none is sealed, and that is no look.</returns>
    /// <exception cref="TenancyException">The reason is missing or too long.</exception>
    /// <exception cref="LedgerUnavailableException">The look could not be recorded.</exception>
    /// <exception cref="RecordsShreddedException">The records of that month were erased.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A payload was altered.</exception>
    public async Task<IReadOnlyDictionary<(long Entry, string Name), byte[]>> OpenPayloadsAsync(
        LedgerReader reader, string exchange, IReadOnlyList<LedgerEntry> entries, string reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        CheckReason(reason);
        var opened = new Dictionary<(long, string), byte[]>();
        if (entries.Any(static entry => entry.Payloads.Count > 0))
        {
            await RecordAsync(reader.Tenant, exchange, "findings", reason, cancellationToken).ConfigureAwait(false);
        }

        foreach (var entry in entries)
        {
            foreach (var payload in entry.Payloads)
            {
                opened[(entry.Index, payload.Name)] = await reader.OpenPayloadAsync(payload, cancellationToken).ConfigureAwait(false);
            }
        }

        return opened;
    }

    private static void CheckReason(string reason)
    {
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > MaxReasonLength)
        {
            throw new TenancyException(TenancyFailure.Invalid, $"Say why, in 1 to {MaxReasonLength} characters: the look and its reason are kept in the ledger for good.");
        }
    }

    private async Task RecordAsync(TenantId tenant, string exchange, string what, string reason, CancellationToken cancellationToken)
    {
        var draft = new LedgerDraft { Kind = LedgerKinds.ContentRead, Exchange = exchange, Actor = actor };
        draft.Facts.Add("what", what).Add("reason", reason);
        await ledger.AppendAsync(tenant, draft, Durability.Strict, cancellationToken).ConfigureAwait(false);
    }
}
