using Microsoft.Data.Sqlite;
using Sallyport.Ledger;
using Sallyport.Tenancy;

namespace Sallyport.Storage.Ledger;

/// <summary>
/// A round on SQLite: one immediate transaction, which is the only writer of the file while it lasts, and prepared statements that
/// run once a row. Durable at commit, since the connection's <c>synchronous</c> is FULL.
/// </summary>
internal sealed class SqliteLedgerRound : ILedgerRound
{
    private readonly SqliteConnection _connection;
    private readonly SqliteTransaction _transaction;

    private SqliteLedgerRound(SqliteConnection connection, SqliteTransaction transaction)
    {
        _connection = connection;
        _transaction = transaction;
    }

    public long UncleanStops { get; private set; }

    public IReadOnlyDictionary<TenantId, LedgerHead> Heads { get; private set; } = new Dictionary<TenantId, LedgerHead>();

    public static async ValueTask<SqliteLedgerRound> BeginAsync(Database database, IReadOnlyCollection<TenantId> tenants, CancellationToken cancellationToken)
    {
        var connection = (SqliteConnection)await database.Source.OpenConnectionAsync(cancellationToken);
        SqliteTransaction? transaction = null;
        try
        {
            transaction = connection.BeginTransaction(deferred: false);
            var round = new SqliteLedgerRound(connection, transaction);
            round.ReadHeads(tenants);
            return round;
        }
        catch
        {
            if (transaction is not null)
            {
                await transaction.DisposeAsync();
            }

            await connection.DisposeAsync();
            throw;
        }
    }

    public ValueTask<byte[]?> ReadLeafHashAsync(TenantId tenant, long index, CancellationToken cancellationToken)
    {
        using var command = Command("SELECT leaf_hash FROM ledger_entries WHERE tenant_id = $tenant AND entry_index = $index", "$tenant", "$index");
        command.Parameters[0].Value = tenant.Value;
        command.Parameters[1].Value = index;
        return new((byte[]?)command.ExecuteScalar());
    }

    public async ValueTask CommitAsync(IReadOnlyList<LedgerAppend> appends, CancellationToken cancellationToken)
    {
        WriteEntries(appends);
        WritePayloads(appends);
        WriteNodes(appends);
        WriteHeads(appends);
        await _transaction.CommitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private void ReadHeads(IReadOnlyCollection<TenantId> tenants)
    {
        using var count = Command(LedgerStore.CountUncleanStops);
        UncleanStops = (long)count.ExecuteScalar()!;
        var heads = new Dictionary<TenantId, LedgerHead>(tenants.Count);
        using var select = new SqliteStatement(
            _connection, "SELECT size, frontier, epoch, unclean_stops, checkpoint_size FROM ledger_heads WHERE tenant_id = ?");
        foreach (var tenant in tenants)
        {
            select.Bind(1, tenant.Value);
            heads[tenant] = select.Read()
                ? new LedgerHead(tenant, select.Number(0), select.Bytes(1), select.Number(2), select.Number(3), select.Number(4))
                : LedgerHead.Empty(tenant, UncleanStops);
            select.Reset();
        }

        Heads = heads;
    }

    private void WriteEntries(IReadOnlyList<LedgerAppend> appends)
    {
        using var insert = new SqliteStatement(
            _connection,
            "INSERT INTO ledger_entries (tenant_id, entry_index, time, kind, exchange_id, body, leaf_hash) VALUES (?, ?, ?, ?, ?, ?, ?)");
        foreach (var append in appends)
        {
            insert.Bind(1, append.Head.Tenant.Value);
            foreach (var row in append.Rows)
            {
                insert.Bind(2, row.Index);
                insert.Bind(3, row.Time);
                insert.Bind(4, row.Kind);
                insert.Bind(5, row.Exchange);
                insert.Bind(6, row.Body);
                insert.Bind(7, row.LeafHash);
                insert.Run();
            }
        }
    }

    private void WritePayloads(IReadOnlyList<LedgerAppend> appends)
    {
        using var insert = Command(
            "INSERT INTO ledger_payloads (tenant_id, entry_index, name, commitment, ciphertext) VALUES ($tenant, $index, $name, $commitment, $ciphertext)",
            "$tenant", "$index", "$name", "$commitment", "$ciphertext");
        var values = insert.Parameters;
        foreach (var (tenant, row, payload) in LedgerRows.Payloads(appends))
        {
            values[0].Value = tenant;
            values[1].Value = row.Index;
            values[2].Value = payload.Name;
            values[3].Value = payload.Commitment;
            values[4].Value = payload.Ciphertext;
            insert.ExecuteNonQuery();
        }
    }

    private void WriteNodes(IReadOnlyList<LedgerAppend> appends)
    {
        using var insert = Command(
            "INSERT INTO ledger_nodes (tenant_id, level, node_index, hash) VALUES ($tenant, $level, $index, $hash)", "$tenant", "$level", "$index", "$hash");
        var values = insert.Parameters;
        foreach (var (tenant, node) in LedgerRows.Nodes(appends))
        {
            values[0].Value = tenant;
            values[1].Value = node.Level;
            values[2].Value = node.Index;
            values[3].Value = node.Hash;
            insert.ExecuteNonQuery();
        }
    }

    private void WriteHeads(IReadOnlyList<LedgerAppend> appends)
    {
        using var upsert = new SqliteStatement(
            _connection,
            """
            INSERT INTO ledger_heads (tenant_id, size, frontier, epoch, unclean_stops, checkpoint_size) VALUES (?, ?, ?, ?, ?, 0)
            ON CONFLICT (tenant_id) DO UPDATE SET size = excluded.size, frontier = excluded.frontier, epoch = excluded.epoch, unclean_stops = excluded.unclean_stops
            """);
        foreach (var append in appends)
        {
            upsert.Bind(1, append.Head.Tenant.Value);
            upsert.Bind(2, append.Head.Size);
            upsert.Bind(3, append.Head.Frontier);
            upsert.Bind(4, append.Head.Epoch);
            upsert.Bind(5, append.Head.UncleanStops);
            upsert.Run();
        }
    }

    private SqliteCommand Command(string sql, params ReadOnlySpan<string> parameters)
    {
        var command = _connection.CreateCommand();
        command.Transaction = _transaction;
#pragma warning disable CA2100 // Every text is a constant of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var name in parameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        return command;
    }
}
