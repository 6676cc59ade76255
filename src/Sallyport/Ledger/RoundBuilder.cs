using Sallyport.Tenancy;

namespace Sallyport.Ledger;

/// <summary>Turns the entries of one round into what each ledger gains: places, bodies, leaf hashes, nodes and the new head.</summary>
internal sealed class RoundBuilder(long time)
{
    private readonly Dictionary<TenantId, Growth> _growths = [];
    private readonly List<(PendingEntry Entry, long Index)> _places = [];

    /// <summary>Where each entry came to lie, in order.</summary>
    public IReadOnlyList<(PendingEntry Entry, long Index)> Places => _places;

    public List<LedgerAppend> Build(IReadOnlyList<PendingEntry> entries, ILedgerRound round)
    {
        foreach (var entry in entries)
        {
            if (!_growths.TryGetValue(entry.Tenant, out var growth))
            {
                _growths[entry.Tenant] = growth = Begin(round.Heads[entry.Tenant], round.UncleanStops);
            }

            _places.Add((entry, growth.Add(entry)));
        }

        return [.. _growths.Values.Select(static g => g.ToAppend())];
    }

    private Growth Begin(LedgerHead head, long uncleanStops)
    {
        var growth = new Growth(head, uncleanStops);
        if (head.Size > 0 && head.UncleanStops < uncleanStops)
        {
            var draft = new LedgerDraft { Kind = LedgerKinds.UncleanStop, Actor = "sallyport" };
            draft.Facts.Add("stops", uncleanStops - head.UncleanStops);
            var told = PendingEntry.Write(head.Tenant, draft, time, Durability.Batched);
            growth.Add(told);
        }

        return growth;
    }

    private sealed class Growth(LedgerHead before, long uncleanStops)
    {
        private readonly MerkleFrontier _frontier = MerkleFrontier.Restore(before.Size, before.Frontier);
        private readonly List<LedgerRow> _rows = [];
        private readonly List<MerkleNode> _nodes = [];
        private long _epoch = before.Epoch;

        public long Add(PendingEntry entry)
        {
            var index = _frontier.Size;
            var body = entry.At(index);
            var leaf = MerkleHash.Leaf(body);
            _frontier.Append(leaf, _nodes);
            _rows.Add(new LedgerRow(index, entry.Time, entry.Kind, entry.Exchange, body, leaf, entry.Payloads));
            _epoch += entry.OpensEpoch ? 1 : 0;
            return index;
        }

        public LedgerAppend ToAppend() =>
            new(before with { Size = _frontier.Size, Frontier = _frontier.ToBytes(), Epoch = _epoch, UncleanStops = uncleanStops }, _rows, _nodes);
    }
}
