using Sallyport.Tenancy;

namespace Sallyport.Ledger;

/// <summary>Records acts of administration in the tenant's ledger, strictly.</summary>
/// <param name="writer">Appends the entries; stays the caller's.</param>
/// <param name="actor">Who acts through this journal, such as <c>command line</c> or <c>admin api</c>.</param>
public sealed class LedgerJournal(LedgerWriter writer, string actor) : IAdministrationJournal
{
    /// <inheritdoc/>
    public async Task RecordAsync(AdministrationAct act, CancellationToken cancellationToken)
    {
        var draft = new LedgerDraft { Kind = act.Kind, Actor = actor };
        foreach (var (name, value) in act.Facts)
        {
            draft.Facts.Add(name, value);
        }

        await writer.AppendAsync(act.Tenant, draft, Durability.Strict, cancellationToken).ConfigureAwait(false);
    }
}
