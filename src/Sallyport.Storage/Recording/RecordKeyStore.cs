using System.Security.Cryptography;
using Sallyport.Storage.Rotation;
using Sallyport.Tenancy;

namespace Sallyport.Storage.Recording;

/// <summary>The keys of months of records in the shared tables, and the removal of what they sealed.</summary>
public sealed class RecordKeyStore(Database database) : IRecordKeyStore
{
    // Each stretch of a ledger is a transaction of its own.
    private const int Stretch = 1_000;

    /// <inheritdoc/>
    public async Task<byte[]?> KeepAsync(TenantVault vault, RecordMonth month, byte[] wrapped, CancellationToken cancellationToken)
    {
        if (await FindAsync(vault, month, cancellationToken) is { } present)
        {
            return present;
        }

        await database.WriteAsync(
            vault.Tenant,
            session => session.ExecuteAsync(
                """
                INSERT INTO record_keys (tenant_id, month, wrapped)
                SELECT tenant_id, @month, @wrapped FROM tenants t WHERE tenant_id = @tenant AND state <> 'deleted'
                    AND NOT EXISTS (SELECT 1 FROM shredded_months s WHERE s.tenant_id = t.tenant_id AND s.month = @month)
                ON CONFLICT (tenant_id, month) DO NOTHING
                """,
                new { month = (long)month.Number, wrapped, tenant = vault.Tenant.Value }),
            cancellationToken);
        return await FindAsync(vault, month, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<byte[]?> FindAsync(TenantVault vault, RecordMonth month, CancellationToken cancellationToken) =>
        database.ReadAsync(
            vault.Tenant,
            session => session.FirstOrDefaultAsync<byte[]>(
                "SELECT wrapped FROM record_keys WHERE tenant_id = @tenant AND month = @month", new { tenant = vault.Tenant.Value, month = (long)month.Number }),
            cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> DestroyAsync(TenantId tenant, RecordMonth month, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var destroyed = await database.TryWriteAsync(
            tenant,
            async session =>
            {
                var key = new { tenant = tenant.Value, month = (long)month.Number };

                // Servers that have the key in memory forget it when they see the revision.
                if (!await Revision.RaiseAsync(session, tenant))
                {
                    return false;
                }

                var wrapped = await session.FirstOrDefaultAsync<byte[]>("DELETE FROM record_keys WHERE tenant_id = @tenant AND month = @month RETURNING wrapped", key);
                return await session.ExecuteAsync(
                    "INSERT INTO shredded_months (tenant_id, month, key_hash, shredded) VALUES (@tenant, @month, @hash, @now) ON CONFLICT (tenant_id, month) DO NOTHING",
                    new { key.tenant, key.month, hash = wrapped is null ? null : SHA256.HashData(wrapped), now = now.ToUnixTimeMilliseconds() }) == 1;
            },
            cancellationToken);
        if (destroyed && database.Engine == DatabaseEngine.Sqlite)
        {
            // The write-ahead log still holds pages from before; emptied, the wrapped key is gone from disk.
            await database.ReadAsync(DatabaseScope.Installation, session => session.ExecuteAsync("PRAGMA wal_checkpoint(TRUNCATE)"), CancellationToken.None);
        }

        return destroyed;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ShreddedMonth>> ListAsync(TenantId? tenant, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<ShreddedMonth>>(
            tenant ?? DatabaseScope.Installation,
            async session => (await session.QueryAsync<MonthRow>(
                $"SELECT tenant_id, month, key_hash FROM shredded_months WHERE is_complete = 0 {(tenant is null ? "" : "AND tenant_id = @tenant")} ORDER BY tenant_id, month",
                new { tenant = tenant?.Value })).ConvertAll(static row => new ShreddedMonth(TenantId.Parse(row.TenantId, null), new RecordMonth((int)row.Month), row.KeyHash)),
            cancellationToken);

    /// <inheritdoc/>
    public async Task<(long Exchanges, long Payloads)> RemoveAsync(ShreddedMonth month, byte[] mark, byte[] header, CancellationToken cancellationToken)
    {
        var exchanges = await database.WriteAsync(month.Tenant, session => RemoveRecordedAsync(session, month, header), cancellationToken);
        var size = await database.ReadAsync(
            month.Tenant,
            session => session.FirstOrDefaultAsync<long>("SELECT coalesce(max(entry_index), -1) + 1 FROM ledger_payloads WHERE tenant_id = @tenant", new { tenant = month.Tenant.Value }),
            cancellationToken);
        var payloads = 0L;
        for (var first = 0L; first < size; first += Stretch)
        {
            payloads += await database.WriteAsync(month.Tenant, session => RemovePayloadsAsync(session, month, first, mark, header), cancellationToken);
        }

        return (exchanges, payloads);
    }

    /// <inheritdoc/>
    public Task CompleteAsync(ShreddedMonth month, CancellationToken cancellationToken) =>
        database.WriteAsync(
            month.Tenant,
            session => session.ExecuteAsync(
                "UPDATE shredded_months SET is_complete = 1 WHERE tenant_id = @tenant AND month = @month", new { tenant = month.Tenant.Value, month = (long)month.Month.Number }),
            cancellationToken);

    // A text that another month uses too was sealed anew for it.
    private static async Task<int> RemoveRecordedAsync(DatabaseSession session, ShreddedMonth month, byte[] header)
    {
        var parameters = new
        {
            tenant = month.Tenant.Value,
            begin = month.Month.Begin.ToUnixTimeMilliseconds(),
            end = month.Month.Next.Begin.ToUnixTimeMilliseconds(),
            length = header.Length,
            header,
            SealedColumn.MonthForm,
        };
        var exchanges = await session.ExecuteAsync("DELETE FROM recorded_exchanges WHERE tenant_id = @tenant AND recorded >= @begin AND recorded < @end", parameters);
        await session.ExecuteAsync("DELETE FROM recorded_segments WHERE tenant_id = @tenant AND substr(sealed_text, 1, @length) = @header", parameters);
        await session.ExecuteAsync(
            """
            DELETE FROM recorded_segments WHERE tenant_id = @tenant AND substr(sealed_text, 1, 1) <> @MonthForm
                AND NOT EXISTS (SELECT 1 FROM exchange_segments e WHERE e.tenant_id = recorded_segments.tenant_id AND e.hash = recorded_segments.hash)
            """,
            parameters);
        return exchanges;
    }

    // Those too that were sealed under the data key itself, which is not destroyed.
    private static Task<int> RemovePayloadsAsync(DatabaseSession session, ShreddedMonth month, long first, byte[] mark, byte[] header) =>
        session.ExecuteAsync(
            """
            UPDATE ledger_payloads SET ciphertext = @mark
            WHERE tenant_id = @tenant AND entry_index >= @first AND entry_index < @behind AND ciphertext <> @mark
                AND (substr(ciphertext, 1, @length) = @header
                    OR (substr(ciphertext, 1, 1) <> @MonthForm AND entry_index IN (
                        SELECT entry_index FROM ledger_entries
                        WHERE tenant_id = @tenant AND entry_index >= @first AND entry_index < @behind AND time >= @begin AND time < @end)))
            """,
            new
            {
                mark,
                tenant = month.Tenant.Value,
                first,
                behind = first + Stretch,
                length = header.Length,
                header,
                SealedColumn.MonthForm,
                begin = month.Month.Begin.ToUnixTimeMilliseconds(),
                end = month.Month.Next.Begin.ToUnixTimeMilliseconds(),
            });

    private sealed record MonthRow(string TenantId, long Month, byte[]? KeyHash);
}
