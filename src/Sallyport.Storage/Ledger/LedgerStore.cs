using Sallyport.Ledger;
using Sallyport.Tenancy;

namespace Sallyport.Storage.Ledger;

/// <summary>Ledgers in the shared tables. Reading is the same for both engines; a round is written for each in its own way.</summary>
public sealed class LedgerStore(Database database) : ILedgerStore
{
    internal const string CountUncleanStops = "SELECT coalesce(max(stop), 0) FROM ledger_unclean_stops";

    private const int MostOfAnExchange = 1_000;

    /// <inheritdoc/>
    public async ValueTask<ILedgerRound> BeginRoundAsync(IReadOnlyCollection<TenantId> tenants, CancellationToken cancellationToken) =>
        database.Engine == DatabaseEngine.Sqlite
            ? await SqliteLedgerRound.BeginAsync(database, tenants, cancellationToken)
            : await PostgresLedgerRound.BeginAsync(database, tenants, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<bool> OpenWriterAsync(string name, long time, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            DatabaseScope.Installation,
            async session =>
            {
                var added = await session.ExecuteAsync(
                    "INSERT INTO ledger_writers (name, opened) VALUES (@name, @time) ON CONFLICT (name) DO NOTHING", new { name, time });
                if (added == 1)
                {
                    return false;
                }

                await session.ExecuteAsync(
                    """
                    INSERT INTO ledger_unclean_stops (stop, writer, opened, noticed)
                    SELECT (SELECT coalesce(max(stop), 0) + 1 FROM ledger_unclean_stops), name, opened, @time FROM ledger_writers WHERE name = @name
                    """,
                    new { name, time });
                await session.ExecuteAsync("UPDATE ledger_writers SET opened = @time WHERE name = @name", new { name, time });
                return true;
            },
            cancellationToken);

    /// <inheritdoc/>
    public async ValueTask CloseWriterAsync(string name, CancellationToken cancellationToken) =>
        await database.WriteAsync(DatabaseScope.Installation, session => session.ExecuteAsync("DELETE FROM ledger_writers WHERE name = @name", new { name }), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<LedgerHead?> ReadHeadAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var row = await database.ReadAsync(
            tenant,
            session => session.FirstOrDefaultAsync<HeadRow>(
                $"SELECT {HeadRow.Columns} FROM ledger_heads WHERE tenant_id = @tenant AND size > 0", new { tenant = tenant.Value }),
            cancellationToken);
        return row?.ToHead();
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<LedgerHead>> ReadHeadsAsync(bool grownOnly, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            DatabaseScope.Installation,
            session => session.QueryAsync<HeadRow>(
                $"SELECT {HeadRow.Columns} FROM ledger_heads WHERE size > {(grownOnly ? "checkpoint_size" : "0")} ORDER BY tenant_id"),
            cancellationToken);
        return rows.ConvertAll(static row => row.ToHead());
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<LedgerRow>> ReadEntriesAsync(
        TenantId tenant, long first, int count, bool withPayloads, CancellationToken cancellationToken) =>
        await database.ReadAsync<IReadOnlyList<LedgerRow>>(
            tenant,
            async session =>
            {
                var rows = await session.QueryAsync<EntryRow>(
                    $"""
                    SELECT {EntryRow.Columns} FROM ledger_entries
                    WHERE tenant_id = @tenant AND entry_index >= @first AND entry_index < @end ORDER BY entry_index
                    """,
                    new { tenant = tenant.Value, first, end = first + count });
                return withPayloads ? await WithPayloadsAsync(session, tenant, rows) : rows.ConvertAll(static row => row.ToRow([]));
            },
            cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<LedgerRow>> ReadNewestAsync(
        TenantId tenant, long before, int count, string? kind, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            tenant,
            session => session.QueryAsync<EntryRow>(
                $"""
                SELECT {EntryRow.Columns} FROM ledger_entries
                WHERE tenant_id = @tenant AND entry_index < @before {(kind is null ? "" : "AND kind = @kind")}
                ORDER BY entry_index DESC LIMIT @count
                """,
                new { tenant = tenant.Value, before, count, kind }),
            cancellationToken);
        return rows.ConvertAll(static row => row.ToRow([]));
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<LedgerRow>> FindExchangeAsync(TenantId tenant, string exchange, CancellationToken cancellationToken) =>
        await database.ReadAsync<IReadOnlyList<LedgerRow>>(
            tenant,
            async session => await WithPayloadsAsync(
                session,
                tenant,
                await session.QueryAsync<EntryRow>(
                    $"""
                    SELECT {EntryRow.Columns} FROM ledger_entries
                    WHERE tenant_id = @tenant AND exchange_id = @exchange ORDER BY entry_index LIMIT {MostOfAnExchange}
                    """,
                    new { tenant = tenant.Value, exchange })),
            cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<byte[]> ReadHashesAsync(TenantId tenant, int level, long first, int count, CancellationToken cancellationToken)
    {
        var hashes = await database.ReadAsync(
            tenant,
            session => session.QueryAsync<byte[]>(
                level == 0
                    ? "SELECT leaf_hash FROM ledger_entries WHERE tenant_id = @tenant AND entry_index >= @first AND entry_index < @end ORDER BY entry_index"
                    : "SELECT hash FROM ledger_nodes WHERE tenant_id = @tenant AND level = @level AND node_index >= @first AND node_index < @end ORDER BY node_index",
                new { tenant = tenant.Value, level = (long)level, first, end = first + count }),
            cancellationToken);
        return [.. hashes.SelectMany(static hash => hash)];
    }

    /// <inheritdoc/>
    public async ValueTask AddCheckpointAsync(TenantId tenant, StoredCheckpoint checkpoint, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            tenant,
            async session =>
            {
                var parameters = new { tenant = tenant.Value, checkpoint.Epoch, checkpoint.Size, checkpoint.Time, checkpoint.Note };
                await session.ExecuteAsync(
                    "UPDATE ledger_heads SET checkpoint_size = @Size WHERE tenant_id = @tenant AND epoch = @Epoch AND checkpoint_size < @Size", parameters);
                return await session.ExecuteAsync(
                    """
                    INSERT INTO ledger_checkpoints (tenant_id, epoch, size, time, note) VALUES (@tenant, @Epoch, @Size, @Time, @Note)
                    ON CONFLICT (tenant_id, epoch, size) DO NOTHING
                    """,
                    parameters);
            },
            cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<StoredCheckpoint>> ReadCheckpointsAsync(
        TenantId tenant, long afterEpoch, long afterSize, int count, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            tenant,
            session => session.QueryAsync<CheckpointRow>(
                $"""
                SELECT {CheckpointRow.Columns} FROM ledger_checkpoints
                WHERE tenant_id = @tenant AND (epoch > @afterEpoch OR (epoch = @afterEpoch AND size > @afterSize))
                ORDER BY epoch, size LIMIT @count
                """,
                new { tenant = tenant.Value, afterEpoch, afterSize, count }),
            cancellationToken);
        return rows.ConvertAll(static row => row.ToCheckpoint());
    }

    /// <inheritdoc/>
    public async ValueTask<StoredCheckpoint?> ReadLastCheckpointAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var row = await database.ReadAsync(
            tenant,
            session => session.FirstOrDefaultAsync<CheckpointRow>(
                $"SELECT {CheckpointRow.Columns} FROM ledger_checkpoints WHERE tenant_id = @tenant ORDER BY epoch DESC, size DESC LIMIT 1",
                new { tenant = tenant.Value }),
            cancellationToken);
        return row?.ToCheckpoint();
    }

    private static async Task<IReadOnlyList<LedgerRow>> WithPayloadsAsync(DatabaseSession session, TenantId tenant, List<EntryRow> entries)
    {
        if (entries.Count == 0)
        {
            return [];
        }

        var payloads = await session.QueryAsync<PayloadRow>(
            $"""
            SELECT {PayloadRow.Columns} FROM ledger_payloads
            WHERE tenant_id = @tenant AND entry_index >= @first AND entry_index <= @last ORDER BY entry_index, name
            """,
            new { tenant = tenant.Value, first = entries[0].EntryIndex, last = entries[^1].EntryIndex });
        var byIndex = payloads.ToLookup(static row => row.EntryIndex, static row => row.ToPayload());
        return entries.ConvertAll(row => row.ToRow([.. byIndex[row.EntryIndex]]));
    }
}
