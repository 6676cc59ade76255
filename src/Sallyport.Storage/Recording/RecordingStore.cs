using Sallyport.Recording;
using Sallyport.Storage.Tenancy;
using Sallyport.Tenancy;
using Sallyport.Text;

namespace Sallyport.Storage.Recording;

/// <summary>Recorded content in the shared tables.</summary>
public sealed class RecordingStore(Database database) : IRecordingStore
{
    /// <inheritdoc/>
    public Task WriteAsync(TenantVault vault, RecordedExchange exchange, byte[] header, Func<RecordedSegment, byte[]> seal, CancellationToken cancellationToken) =>
        database.TryWriteAsync(
            vault.Tenant,
            async session =>
            {
                var tenant = vault.Tenant.Value;
                var expires = exchange.Expires.ToUnixTimeMilliseconds();
                var added = await session.ExecuteAsync(
                    """
                    INSERT INTO recorded_exchanges (tenant_id, exchange_id, recorded, expires)
                    SELECT tenant_id, @exchange, @recorded, @expires FROM tenants WHERE tenant_id = @tenant AND state <> 'deleted'
                    ON CONFLICT (tenant_id, exchange_id) DO NOTHING
                    """,
                    new { tenant, exchange = exchange.Exchange, recorded = exchange.Recorded.ToUnixTimeMilliseconds(), expires });
                if (added == 0)
                {
                    return false;
                }

                foreach (var segment in exchange.Segments)
                {
                    await KeepTextAsync(session, tenant, segment, expires, header, seal);
                    await session.ExecuteAsync(
                        """
                        INSERT INTO exchange_segments (tenant_id, exchange_id, position, origin, form, hash)
                        VALUES (@tenant, @exchange, @Position, @origin, @form, @Hash)
                        """,
                        new { tenant, exchange = exchange.Exchange, segment.Position, origin = segment.Origin.ToString(), form = segment.Form.ToString(), segment.Hash });
                }

                return true;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<RecordedExchange?> FindAsync(TenantVault vault, string exchange, CancellationToken cancellationToken) =>
        database.ReadAsync(
            vault.Tenant,
            async session =>
            {
                var key = new { tenant = vault.Tenant.Value, exchange };
                var row = await session.FirstOrDefaultAsync<ExchangeRow>(
                    "SELECT exchange_id, recorded, expires FROM recorded_exchanges WHERE tenant_id = @tenant AND exchange_id = @exchange",
                    key);
                if (row is null)
                {
                    return null;
                }

                var segments = await session.QueryAsync<SegmentRow>(
                    "SELECT position, origin, form, hash FROM exchange_segments WHERE tenant_id = @tenant AND exchange_id = @exchange ORDER BY position",
                    key);
                return row.ToExchange([.. segments.Select(segment => segment.ToSegment())]);
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RecordedExchange>> ListAsync(TenantVault vault, int most, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<RecordedExchange>>(
            vault.Tenant,
            async session =>
            {
                var rows = await session.QueryAsync<ExchangeRow>(
                    """
                    SELECT exchange_id, recorded, expires FROM recorded_exchanges
                    WHERE tenant_id = @tenant ORDER BY recorded DESC, exchange_id LIMIT @most
                    """,
                    new { tenant = vault.Tenant.Value, most = (long)most });
                return rows.ConvertAll(row => row.ToExchange([]));
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<byte[]?> ReadTextAsync(TenantVault vault, byte[] hash, CancellationToken cancellationToken) =>
        database.ReadAsync(
            vault.Tenant,
            session => session.FirstOrDefaultAsync<byte[]>(
                "SELECT sealed_text FROM recorded_segments WHERE tenant_id = @tenant AND hash = @hash",
                new { tenant = vault.Tenant.Value, hash }),
            cancellationToken);

    /// <inheritdoc/>
    public async Task<RecordingPurge> PurgeAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Tenant by tenant: recorded content is open to nobody else.
        var purged = new RecordingPurge(0, 0);
        foreach (var tenant in await TenantListing.ReadAsync(database, cancellationToken))
        {
            var some = await database.WriteAsync(
                tenant,
                async session =>
                {
                    // A text expires no sooner than any exchange that uses it, so the two can go by their own times.
                    var parameters = new { tenant = tenant.Value, now = now.ToUnixTimeMilliseconds() };
                    var exchanges = await session.ExecuteAsync("DELETE FROM recorded_exchanges WHERE tenant_id = @tenant AND expires <= @now", parameters);
                    var segments = await session.ExecuteAsync("DELETE FROM recorded_segments WHERE tenant_id = @tenant AND expires <= @now", parameters);
                    return new RecordingPurge(exchanges, segments);
                },
                cancellationToken);
            purged = new RecordingPurge(purged.Exchanges + some.Exchanges, purged.Segments + some.Segments);
        }

        return purged;
    }

    private static async Task KeepTextAsync(DatabaseSession session, string tenant, RecordedSegment segment, long expires, byte[] header, Func<RecordedSegment, byte[]> seal)
    {
        var kept = await session.ExecuteAsync(
            """
            UPDATE recorded_segments SET expires = CASE WHEN expires < @expires THEN @expires ELSE expires END
            WHERE tenant_id = @tenant AND hash = @Hash AND substr(sealed_text, 1, @length) = @header
            """,
            new { expires, tenant, segment.Hash, length = header.Length, header });
        if (kept == 0)
        {
            // Another node may have written it meanwhile; whichever row stands opens the same.
            await session.ExecuteAsync(
                """
                INSERT INTO recorded_segments (tenant_id, hash, sealed_text, expires) VALUES (@tenant, @Hash, @box, @expires)
                ON CONFLICT (tenant_id, hash) DO UPDATE SET
                    sealed_text = excluded.sealed_text,
                    expires = CASE WHEN recorded_segments.expires < excluded.expires THEN excluded.expires ELSE recorded_segments.expires END
                """,
                new { tenant, segment.Hash, box = seal(segment), expires });
        }
    }

    private sealed record ExchangeRow(string ExchangeId, long Recorded, long Expires)
    {
        public RecordedExchange ToExchange(IReadOnlyList<RecordedSegment> segments) =>
            new(ExchangeId, DateTimeOffset.FromUnixTimeMilliseconds(Recorded), DateTimeOffset.FromUnixTimeMilliseconds(Expires), segments);
    }

    private sealed record SegmentRow(long Position, string Origin, string Form, byte[] Hash)
    {
        public RecordedSegment ToSegment() => new(Position, Enum.Parse<Origin>(Origin), Enum.Parse<Form>(Form), Hash);
    }
}
