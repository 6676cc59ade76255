using Sallyport.Ledger;

namespace Sallyport.Gateway.Retrieval;

/// <summary>Writes what was done in a tenant's clean room into its ledger. Names and numbers alone; what the tenant called things stays sealed where it lies.</summary>
internal sealed class RetrievalLedger(LedgerWriter writer)
{
    /// <summary>Records an act, as durably as the tenant's exchanges.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger takes nothing; what was done stands, and the caller is told that it is not recorded.</exception>
    public Task RecordAsync(RetrievalRequest request, string kind, Action<LedgerFacts> facts)
    {
        var draft = new LedgerDraft { Kind = kind, Exchange = request.Id.Value, Principal = request.Caller.Principal.Key.Value };
        facts(draft.Facts);
        return AppendAsync(request, draft);
    }

    /// <summary>Records what was prepared elsewhere.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger takes nothing.</exception>
    public async Task AppendAsync(RetrievalRequest request, LedgerDraft draft) =>
        // The client may be gone; what was done is recorded all the same.
        await writer.AppendAsync(
            request.Caller.Principal.Tenant, draft, request.Caller.Tenant.Tenant.Settings.StrictLedger ? Durability.Strict : Durability.Batched, CancellationToken.None);
}
