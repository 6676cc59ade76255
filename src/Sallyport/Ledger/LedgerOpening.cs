using Sallyport.Ledger.Verification;
using Sallyport.Tenancy;

namespace Sallyport.Ledger;

/// <summary>What a server does about its ledgers before it serves: hold them against the anchor file, or open new epochs after a restore.</summary>
public sealed class LedgerOpening(ILedgerStore store, AnchorFile anchors, VerifierKey key)
{
    /// <summary>Checks that every anchored ledger still extends its anchor.</summary>
    /// <exception cref="LedgerRolledBackException">One does not. The message names the ledgers and what to do.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        foreach (var anchor in anchors.Read(key))
        {
            if (await FaultAsync(anchor, cancellationToken).ConfigureAwait(false) is { } fault)
            {
                faults.Add(fault);
            }
        }

        if (faults.Count > 0)
        {
            throw new LedgerRolledBackException(
                "The ledger is not the one that was last signed: " + string.Join("; ", faults.Take(5)) + (faults.Count > 5 ? $"; and {faults.Count - 5} more" : "")
                + ". If the data comes from a backup, restore it with 'sallyport restore', which opens a new epoch; otherwise entries were removed or changed.");
        }
    }

    /// <summary>After a restore: opens a new epoch in every ledger, whose first entry names the last checkpoint known outside. Done again after a crash, it goes on where it stopped.</summary>
    /// <param name="writer">Appends the entries.</param>
    /// <param name="restoredAt">When the backup was restored, Unix milliseconds; tells one restore from the next.</param>
    /// <param name="restoredFrom">What was restored, for the record.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>How many epochs were opened.</returns>
    public async Task<int> OpenEpochsAsync(LedgerWriter writer, long restoredAt, string? restoredFrom, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var known = anchors.Read(key).ToDictionary(static a => a.Tenant, StringComparer.Ordinal);
        var heads = (await store.ReadHeadsAsync(grownOnly: false, cancellationToken).ConfigureAwait(false)).ToDictionary(static h => h.Tenant);
        foreach (var lost in known.Keys.Select(static t => TenantId.Parse(t, null)))
        {
            // The backup is older than this tenant: that its ledger was lost is all that can be said, and must be.
            heads.TryAdd(lost, LedgerHead.Empty(lost, 0));
        }

        var opened = 0;
        foreach (var (tenant, head) in heads)
        {
            var last = await LastEpochAsync(tenant, cancellationToken).ConfigureAwait(false);
            if (last?.Number("restored_at") == restoredAt)
            {
                continue;
            }

            var draft = new LedgerDraft { Kind = LedgerKinds.Epoch, Actor = "sallyport" };
            draft.Facts.Add("restored_at", restoredAt).Add("restored_from", restoredFrom).Add("size", head.Size)
                .Add("root", Convert.ToBase64String(MerkleFrontier.Restore(head.Size, head.Frontier).Root()));
            if (known.GetValueOrDefault(tenant.Value) is { } outside)
            {
                draft.Facts.Add(
                    "outside",
                    new LedgerFacts().Add("epoch", outside.Epoch).Add("size", outside.Size).Add("root", Convert.ToBase64String(outside.Root)));
            }

            await writer.OpenEpochAsync(tenant, draft, cancellationToken).ConfigureAwait(false);
            opened++;
        }

        return opened;
    }

    private async Task<string?> FaultAsync(SignedCheckpoint anchor, CancellationToken cancellationToken)
    {
        var tenant = TenantId.Parse(anchor.Tenant, null);
        var head = await store.ReadHeadAsync(tenant, cancellationToken).ConfigureAwait(false);
        if (head is null)
        {
            return $"{tenant} has no entries, its anchor {anchor.Size}";
        }

        if (head.Epoch > anchor.Epoch && await IsNamedAsync(anchor, tenant, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        if (head.Epoch != anchor.Epoch)
        {
            return $"{tenant} is in epoch {head.Epoch}, its anchor in {anchor.Epoch}";
        }

        if (head.Size < anchor.Size)
        {
            return $"{tenant} has {head.Size} entries, its anchor {anchor.Size}";
        }

        var root = await new MerkleProver(store, tenant).RootAsync(anchor.Size, cancellationToken).ConfigureAwait(false);
        return root.AsSpan().SequenceEqual(anchor.Root) ? null : $"{tenant} has other entries than its anchor";
    }

    // The epoch that was opened after this anchor must say what it left behind.
    private async Task<bool> IsNamedAsync(SignedCheckpoint anchor, TenantId tenant, CancellationToken cancellationToken)
    {
        var epochs = await store.ReadNewestAsync(tenant, long.MaxValue, 16, LedgerKinds.Epoch, cancellationToken).ConfigureAwait(false);
        return epochs.Select(LedgerEntry.Read).Any(entry =>
            entry.Fact("outside") is { } outside
            && outside.TryGetProperty("root", out var root) && root.GetString() == Convert.ToBase64String(anchor.Root)
            && outside.TryGetProperty("size", out var size) && size.GetInt64() == anchor.Size);
    }

    private async Task<LedgerEntry?> LastEpochAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var rows = await store.ReadNewestAsync(tenant, long.MaxValue, 1, LedgerKinds.Epoch, cancellationToken).ConfigureAwait(false);
        return rows.Count == 0 ? null : LedgerEntry.Read(rows[0]);
    }
}
