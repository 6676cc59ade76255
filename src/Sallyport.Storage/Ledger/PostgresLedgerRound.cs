using Npgsql;
using NpgsqlTypes;
using Sallyport.Ledger;
using Sallyport.Tenancy;

namespace Sallyport.Storage.Ledger;

/// <summary>
/// A round on PostgreSQL: the heads' rows are locked in the order of their tenants, so that rounds of several nodes can't deadlock;
/// rows go in by COPY, the heads by one update over arrays.
/// </summary>
internal sealed class PostgresLedgerRound : ILedgerRound
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private PostgresLedgerRound(NpgsqlConnection connection, NpgsqlTransaction transaction)
    {
        _connection = connection;
        _transaction = transaction;
    }

    public long UncleanStops { get; private set; }

    public IReadOnlyDictionary<TenantId, LedgerHead> Heads { get; private set; } = new Dictionary<TenantId, LedgerHead>();

    public static async ValueTask<PostgresLedgerRound> BeginAsync(Database database, IReadOnlyCollection<TenantId> tenants, CancellationToken cancellationToken)
    {
        var ordered = tenants.Select(static tenant => tenant.Value).Order(StringComparer.Ordinal).ToArray();
        var connection = (NpgsqlConnection)await database.Source.OpenConnectionAsync(cancellationToken);
        try
        {
            var round = await LockAsync(connection, ordered, cancellationToken);
            if (round.Heads.Count < ordered.Length)
            {
                // A head can't be locked before it is there. Empty ones are committed first, outside the round, so that locks are still taken in one order.
                await round._transaction.DisposeAsync();
                await AddEmptyHeadsAsync(connection, ordered, cancellationToken);
                round = await LockAsync(connection, ordered, cancellationToken);
            }

            return round;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async ValueTask<byte[]?> ReadLeafHashAsync(TenantId tenant, long index, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT leaf_hash FROM ledger_entries WHERE tenant_id = $1 AND entry_index = $2", _connection, _transaction)
        {
            Parameters = { new() { Value = tenant.Value }, new() { Value = index } },
        };
        return (byte[]?)await command.ExecuteScalarAsync(cancellationToken);
    }

    public async ValueTask CommitAsync(IReadOnlyList<LedgerAppend> appends, CancellationToken cancellationToken)
    {
        await CopyEntriesAsync(appends, cancellationToken);
        await CopyPayloadsAsync(appends, cancellationToken);
        await CopyNodesAsync(appends, cancellationToken);
        await WriteHeadsAsync(appends, cancellationToken);
        await _transaction.CommitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private static async Task<PostgresLedgerRound> LockAsync(NpgsqlConnection connection, string[] tenants, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var round = new PostgresLedgerRound(connection, transaction);
        var heads = new Dictionary<TenantId, LedgerHead>(tenants.Length);
        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand($"SELECT {HeadRow.Columns} FROM ledger_heads WHERE tenant_id = ANY($1) ORDER BY tenant_id COLLATE \"C\" FOR UPDATE")
                {
                    Parameters = { new() { Value = tenants } },
                },
                new NpgsqlBatchCommand(LedgerStore.CountUncleanStops),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var tenant = TenantId.Parse(reader.GetString(0), null);
            heads[tenant] = new LedgerHead(
                tenant, reader.GetInt64(1), reader.GetFieldValue<byte[]>(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5));
        }

        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        round.UncleanStops = reader.GetInt64(0);
        round.Heads = heads;
        return round;
    }

    private static async Task AddEmptyHeadsAsync(NpgsqlConnection connection, string[] tenants, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            INSERT INTO ledger_heads (tenant_id, size, frontier, epoch, unclean_stops, checkpoint_size)
            SELECT tenant, 0, '', 1, ({LedgerStore.CountUncleanStops}), 0 FROM unnest($1) AS tenant ORDER BY tenant COLLATE "C"
            ON CONFLICT (tenant_id) DO NOTHING
            """,
            connection)
        {
            Parameters = { new() { Value = tenants } },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task CopyEntriesAsync(IReadOnlyList<LedgerAppend> appends, CancellationToken cancellationToken)
    {
        await using var copy = await _connection.BeginBinaryImportAsync(
            "COPY ledger_entries (tenant_id, entry_index, time, kind, exchange_id, body, leaf_hash) FROM STDIN (FORMAT BINARY)", cancellationToken);
        foreach (var append in appends)
        {
            foreach (var row in append.Rows)
            {
                await copy.StartRowAsync(cancellationToken);
                await copy.WriteAsync(append.Head.Tenant.Value, NpgsqlDbType.Text, cancellationToken);
                await copy.WriteAsync(row.Index, NpgsqlDbType.Bigint, cancellationToken);
                await copy.WriteAsync(row.Time, NpgsqlDbType.Bigint, cancellationToken);
                await copy.WriteAsync(row.Kind, NpgsqlDbType.Text, cancellationToken);
                if (row.Exchange is { } exchange)
                {
                    await copy.WriteAsync(exchange, NpgsqlDbType.Text, cancellationToken);
                }
                else
                {
                    await copy.WriteNullAsync(cancellationToken);
                }

                await copy.WriteAsync(row.Body, NpgsqlDbType.Bytea, cancellationToken);
                await copy.WriteAsync(row.LeafHash, NpgsqlDbType.Bytea, cancellationToken);
            }
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private async Task CopyPayloadsAsync(IReadOnlyList<LedgerAppend> appends, CancellationToken cancellationToken)
    {
        var payloads = LedgerRows.Payloads(appends).ToList();
        if (payloads.Count == 0)
        {
            return;
        }

        await using var copy = await _connection.BeginBinaryImportAsync(
            "COPY ledger_payloads (tenant_id, entry_index, name, commitment, ciphertext) FROM STDIN (FORMAT BINARY)", cancellationToken);
        foreach (var (tenant, row, payload) in payloads)
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(tenant, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(row.Index, NpgsqlDbType.Bigint, cancellationToken);
            await copy.WriteAsync(payload.Name, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(payload.Commitment, NpgsqlDbType.Bytea, cancellationToken);
            await copy.WriteAsync(payload.Ciphertext, NpgsqlDbType.Bytea, cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private async Task CopyNodesAsync(IReadOnlyList<LedgerAppend> appends, CancellationToken cancellationToken)
    {
        var nodes = LedgerRows.Nodes(appends).ToList();
        if (nodes.Count == 0)
        {
            return;
        }

        await using var copy = await _connection.BeginBinaryImportAsync(
            "COPY ledger_nodes (tenant_id, level, node_index, hash) FROM STDIN (FORMAT BINARY)", cancellationToken);
        foreach (var (tenant, node) in nodes)
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(tenant, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync((long)node.Level, NpgsqlDbType.Bigint, cancellationToken);
            await copy.WriteAsync(node.Index, NpgsqlDbType.Bigint, cancellationToken);
            await copy.WriteAsync(node.Hash, NpgsqlDbType.Bytea, cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private async Task WriteHeadsAsync(IReadOnlyList<LedgerAppend> appends, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            UPDATE ledger_heads SET size = n.size, frontier = n.frontier, epoch = n.epoch, unclean_stops = n.stops
            FROM unnest($1, $2, $3, $4, $5) AS n (tenant, size, frontier, epoch, stops) WHERE tenant_id = n.tenant
            """,
            _connection,
            _transaction)
        {
            Parameters =
            {
                new() { Value = appends.Select(static a => a.Head.Tenant.Value).ToArray() },
                new() { Value = appends.Select(static a => a.Head.Size).ToArray() },
                new() { Value = appends.Select(static a => a.Head.Frontier).ToArray() },
                new() { Value = appends.Select(static a => a.Head.Epoch).ToArray() },
                new() { Value = appends.Select(static a => a.Head.UncleanStops).ToArray() },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
