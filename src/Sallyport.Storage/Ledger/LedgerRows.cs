using Sallyport.Ledger;

namespace Sallyport.Storage.Ledger;

/// <summary>A round's appends as rows of the tables.</summary>
internal static class LedgerRows
{
    public static IEnumerable<(string Tenant, LedgerRow Row, SealedPayload Payload)> Payloads(IReadOnlyList<LedgerAppend> appends) =>
        from append in appends
        from row in append.Rows
        where row.Payloads.Count > 0
        from payload in row.Payloads
        select (append.Head.Tenant.Value, row, payload);

    public static IEnumerable<(string Tenant, MerkleNode Node)> Nodes(IReadOnlyList<LedgerAppend> appends) =>
        from append in appends
        from node in append.Nodes
        select (append.Head.Tenant.Value, node);
}
