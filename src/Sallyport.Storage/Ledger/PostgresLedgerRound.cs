using Sallyport.Ledger;
using Sallyport.Tenancy;

namespace Sallyport.Storage.Ledger;

/// <summary>
/// A round on PostgreSQL: the heads' rows are locked in the order of their tenants, so that rounds of several nodes can't deadlock;
/// what it appends goes in by one batch of inserts over arrays (COPY knows no row-level security).
/// </summary>
internal sealed class PostgresLedgerRound : ILedgerRound
{
    private readonly DatabaseSession _session;

    private PostgresLedgerRound(DatabaseSession session) => _session = session;

    public long UncleanStops { get; private set; }

    public IReadOnlyDictionary<TenantId, LedgerHead> Heads { get; private set; } = new Dictionary<TenantId, LedgerHead>();

    public static async ValueTask<PostgresLedgerRound> BeginAsync(Database database, IReadOnlyCollection<TenantId> tenants, CancellationToken cancellationToken)
    {
        var ordered = tenants.Select(static tenant => tenant.Value).Order(StringComparer.Ordinal).ToArray();
        var round = await LockAsync(database, ordered, cancellationToken);
        if (round.Heads.Count == ordered.Length)
        {
            return round;
        }

        // A head can't be locked before it is there. Empty ones are committed first, outside the round, so that locks are still taken in one order.
        await round.DisposeAsync();
        await AddEmptyHeadsAsync(database, ordered, cancellationToken);
        return await LockAsync(database, ordered, cancellationToken);
    }

    public async ValueTask<byte[]?> ReadLeafHashAsync(TenantId tenant, long index, CancellationToken cancellationToken)
    {
        // The installation appends entries, and reads none.
        await _session.EnterAsync(tenant);
        var hash = await _session.FirstOrDefaultAsync<byte[]>(
            "SELECT leaf_hash FROM ledger_entries WHERE tenant_id = @tenant AND entry_index = @index", new { tenant = tenant.Value, index });
        await _session.EnterAsync(DatabaseScope.Installation);
        return hash;
    }

    public async ValueTask CommitAsync(IReadOnlyList<LedgerAppend> appends, CancellationToken cancellationToken)
    {
        var statements = new List<(string, object[])> { InsertEntries(appends), UpdateHeads(appends) };
        if (LedgerRows.Payloads(appends).Any())
        {
            statements.Add(InsertPayloads(appends));
        }

        if (LedgerRows.Nodes(appends).Any())
        {
            statements.Add(InsertNodes(appends));
        }

        await using (var batch = _session.NewBatch([.. statements]))
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        await _session.CommitAsync(CancellationToken.None);
    }

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private static async Task<PostgresLedgerRound> LockAsync(Database database, string[] tenants, CancellationToken cancellationToken)
    {
        var session = await database.OpenAsync(DatabaseScope.Installation, isRead: false, cancellationToken);
        try
        {
            var round = new PostgresLedgerRound(session);
            await round.ReadAsync(tenants, cancellationToken);
            return round;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    private static Task<int> AddEmptyHeadsAsync(Database database, string[] tenants, CancellationToken cancellationToken) =>
        database.WriteAsync(
            DatabaseScope.Installation,
            session => session.ExecuteAsync(
                $"""
                INSERT INTO ledger_heads (tenant_id, size, frontier, epoch, unclean_stops, checkpoint_size)
                SELECT tenant, 0, '', 1, ({LedgerStore.CountUncleanStops}), 0 FROM unnest(@tenants) AS tenant ORDER BY tenant COLLATE "C"
                ON CONFLICT (tenant_id) DO NOTHING
                """,
                new { tenants }),
            cancellationToken);

    private static (string Sql, object[] Parameters) InsertEntries(IReadOnlyList<LedgerAppend> appends)
    {
        var rows = appends.SelectMany(static append => append.Rows.Select(row => (Tenant: append.Head.Tenant.Value, Row: row))).ToList();
        return (
            """
            INSERT INTO ledger_entries (tenant_id, entry_index, time, kind, exchange_id, body, leaf_hash)
            SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::bytea[], $7::bytea[])
            """,
            [
                Column(rows, static row => row.Tenant),
                Column(rows, static row => row.Row.Index),
                Column(rows, static row => row.Row.Time),
                Column(rows, static row => row.Row.Kind),
                Column(rows, static row => row.Row.Exchange),
                Column(rows, static row => row.Row.Body),
                Column(rows, static row => row.Row.LeafHash),
            ]);
    }

    private static (string Sql, object[] Parameters) InsertPayloads(IReadOnlyList<LedgerAppend> appends)
    {
        var rows = LedgerRows.Payloads(appends).ToList();
        return (
            """
            INSERT INTO ledger_payloads (tenant_id, entry_index, name, commitment, ciphertext)
            SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::bytea[], $5::bytea[])
            """,
            [
                Column(rows, static row => row.Tenant),
                Column(rows, static row => row.Row.Index),
                Column(rows, static row => row.Payload.Name),
                Column(rows, static row => row.Payload.Commitment),
                Column(rows, static row => row.Payload.Ciphertext),
            ]);
    }

    private static (string Sql, object[] Parameters) InsertNodes(IReadOnlyList<LedgerAppend> appends)
    {
        var rows = LedgerRows.Nodes(appends).ToList();
        return (
            "INSERT INTO ledger_nodes (tenant_id, level, node_index, hash) SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bytea[])",
            [
                Column(rows, static row => row.Tenant),
                Column(rows, static row => (long)row.Node.Level),
                Column(rows, static row => row.Node.Index),
                Column(rows, static row => row.Node.Hash),
            ]);
    }

    private static (string Sql, object[] Parameters) UpdateHeads(IReadOnlyList<LedgerAppend> appends) => (
        """
        UPDATE ledger_heads SET size = n.size, frontier = n.frontier, epoch = n.epoch, unclean_stops = n.stops
        FROM unnest($1, $2, $3, $4, $5) AS n (tenant, size, frontier, epoch, stops) WHERE tenant_id = n.tenant
        """,
        [
            Column(appends, static append => append.Head.Tenant.Value),
            Column(appends, static append => append.Head.Size),
            Column(appends, static append => append.Head.Frontier),
            Column(appends, static append => append.Head.Epoch),
            Column(appends, static append => append.Head.UncleanStops),
        ]);

    private static TValue[] Column<TRow, TValue>(IReadOnlyList<TRow> rows, Func<TRow, TValue> value) => [.. rows.Select(value)];

    private async Task ReadAsync(string[] tenants, CancellationToken cancellationToken)
    {
        var heads = new Dictionary<TenantId, LedgerHead>(tenants.Length);
        await using var batch = _session.NewBatch(
            ($"SELECT {HeadRow.Columns} FROM ledger_heads WHERE tenant_id = ANY($1) ORDER BY tenant_id COLLATE \"C\" FOR UPDATE", [tenants]),
            (LedgerStore.CountUncleanStops, []));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var tenant = TenantId.Parse(reader.GetString(0), null);
            heads[tenant] = new LedgerHead(
                tenant, reader.GetInt64(1), reader.GetFieldValue<byte[]>(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5));
        }

        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        UncleanStops = reader.GetInt64(0);
        Heads = heads;
    }
}
