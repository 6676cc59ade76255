using Sallyport.Ledger;
using Sallyport.Retrieval.Library;

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

    /// <summary>Records which files a batch attached, with the labels that each has now.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger takes nothing.</exception>
    public async Task RecordAttachedAsync(RetrievalRequest request, AttachedBatch attached, IReadOnlyList<StoreFileDraft> files)
    {
        // An entry for the files of the same labels: with labels of each file's own, one for all could grow beyond what an entry may hold.
        foreach (var alike in files.GroupBy(file => string.Join(' ', attached.Labels[file.File].Order(StringComparer.Ordinal)), static file => file.File, StringComparer.Ordinal))
        {
            await RecordAsync(
                request,
                "retrieval.files_attached",
                facts => facts
                    .Add("store", attached.Batch.Store.Value).Add("batch", attached.Batch.Id.Value)
                    .Add("files", [.. alike.Select(static file => file.Value)]).Add("labels", attached.Labels[alike.First()]));
        }
    }

    /// <summary>Records what was prepared elsewhere.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger takes nothing.</exception>
    public async Task AppendAsync(RetrievalRequest request, LedgerDraft draft) =>
        // The client may be gone; what was done is recorded all the same.
        await writer.AppendAsync(
            request.Caller.Principal.Tenant, draft, request.Caller.Tenant.Tenant.Settings.StrictLedger ? Durability.Strict : Durability.Batched, CancellationToken.None);
}
