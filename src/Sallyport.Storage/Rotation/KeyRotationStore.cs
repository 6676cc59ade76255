using Sallyport.Rotation;
using Sallyport.Tenancy;

namespace Sallyport.Storage.Rotation;

/// <summary>Rotations of tenants' data keys, and what is sealed under them, in the shared tables and tenants' vaults.</summary>
public sealed class KeyRotationStore(Database database) : IKeyRotationStore
{
    private const string Columns = "tenant_id, from_key, to_key, phase, since, resealed, unreadable, destroyed_hash";

    /// <inheritdoc/>
    public Task<TenantKeyRotation?> FindAsync(TenantId tenant, CancellationToken cancellationToken) =>
        database.ReadAsync(
            tenant,
            async session => (await session.FirstOrDefaultAsync<RotationRow>($"SELECT {Columns} FROM key_rotations WHERE tenant_id = @tenant", new { tenant = tenant.Value }))?.ToRotation(),
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TenantId>> ListAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<TenantId>>(
            DatabaseScope.Installation,
            async session => (await session.QueryAsync<string>("SELECT tenant_id FROM key_rotations ORDER BY tenant_id")).ConvertAll(static tenant => TenantId.Parse(tenant, null)),
            cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> MoveAsync(KeyRotationPhase? from, TenantKeyRotation to, KeyChange? change, CancellationToken cancellationToken)
    {
        var moved = await database.TryWriteAsync(
            to.Tenant,
            async session =>
            {
                if (!await Revision.RaiseAsync(session, to.Tenant))
                {
                    return false;
                }

                var row = RotationRow.FromRotation(to, from);
                if (await session.ExecuteAsync(from is null ? Insert : Update, row) != 1)
                {
                    return false;
                }

                if (change is null)
                {
                    return true;
                }

                await MasterFence.CheckAsync(session, change.MasterCheck);
                return await session.ExecuteAsync(
                    "UPDATE tenant_keys SET wrapped = @To WHERE tenant_id = @tenant AND wrapped = @From", new { change.To, tenant = to.Tenant.Value, change.From }) == 1;
            },
            cancellationToken);
        if (moved && to.Phase == KeyRotationPhase.Destroyed && database.Engine == DatabaseEngine.Sqlite)
        {
            // The write-ahead log still holds pages from before; emptied, the old key is gone from disk.
            await database.ReadAsync(DatabaseScope.Installation, session => session.ExecuteAsync("PRAGMA wal_checkpoint(TRUNCATE)"), CancellationToken.None);
        }

        return moved;
    }

    /// <inheritdoc/>
    public Task<bool> ClaimAsync(TenantId tenant, string lease, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken) =>
        database.TryWriteAsync(
            tenant,
            async session => await session.ExecuteAsync(
                "UPDATE key_rotations SET lease = @lease, lease_until = @until WHERE tenant_id = @tenant AND (lease IS NULL OR lease = @lease OR lease_until <= @now)",
                new { lease, until = until.ToUnixTimeMilliseconds(), tenant = tenant.Value, now = now.ToUnixTimeMilliseconds() }) == 1,
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SealedRow>> ReadAsync(TenantId tenant, SealedKind kind, byte[] header, SealedRow? after, int most, CancellationToken cancellationToken)
    {
        var column = SealedColumn.Of(kind);
        return UseAsync<IReadOnlyList<SealedRow>>(
            tenant,
            column,
            where => where.ReadAsync<IReadOnlyList<SealedRow>>(
                tenant,
                async session => (await session.QueryAsync<BoxRow>(
                    column.Select(after is not null),
                    new { tenant = tenant.Value, length = header.Length, header, SealedColumn.MonthForm, after?.Name, after?.Number, after?.Bytes, most = (long)most }))
                    .ConvertAll(static row => new SealedRow(row.Name, row.Number, row.Bytes ?? [], row.Box)),
                cancellationToken),
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<int> ReplaceAsync(TenantId tenant, SealedKind kind, IReadOnlyList<(SealedRow Row, byte[] Box)> values, CancellationToken cancellationToken)
    {
        var column = SealedColumn.Of(kind);
        var replaced = await UseAsync(
            tenant,
            column,
            where => where.WriteAsync(
                tenant,
                async session =>
                {
                    var count = 0;
                    foreach (var (row, next) in values)
                    {
                        count += await session.ExecuteAsync(column.Update, new { next, tenant = tenant.Value, row.Name, row.Number, row.Bytes, row.Box });
                    }

                    if (!column.IsInVault)
                    {
                        await CountAsync(session, tenant, count);
                    }

                    return count;
                },
                cancellationToken),
            cancellationToken);
        if (column.IsInVault)
        {
            await database.WriteAsync(tenant, session => CountAsync(session, tenant, replaced), cancellationToken);
        }

        return replaced;
    }

    /// <inheritdoc/>
    public Task EndAsync(TenantId tenant, CancellationToken cancellationToken) =>
        database.WriteAsync(
            tenant, session => session.ExecuteAsync("DELETE FROM key_rotations WHERE tenant_id = @tenant AND phase = 'Destroyed'", new { tenant = tenant.Value }), cancellationToken);

    private const string Insert = """
        INSERT INTO key_rotations (tenant_id, from_key, to_key, phase, since) VALUES (@TenantId, @FromKey, @ToKey, @Phase, @Since)
        ON CONFLICT (tenant_id) DO NOTHING
        """;

    private const string Update = """
        UPDATE key_rotations SET phase = @Phase, since = @Since, unreadable = @Unreadable, destroyed_hash = @DestroyedHash
        WHERE tenant_id = @TenantId AND to_key = @ToKey AND phase = @From
        """;

    private Task<T> UseAsync<T>(TenantId tenant, SealedColumn column, Func<Database, Task<T>> use, CancellationToken cancellationToken) =>
        column.IsInVault ? database.Vaults.UseAsync(tenant, use, cancellationToken) : use(database);

    private static Task<int> CountAsync(DatabaseSession session, TenantId tenant, long count) =>
        session.ExecuteAsync("UPDATE key_rotations SET resealed = resealed + @count WHERE tenant_id = @tenant", new { count, tenant = tenant.Value });

    // No positional record: the columns' types depend on the kind.
    private sealed class BoxRow
    {
        public string Name { get; init; } = "";

        public long Number { get; init; }

        public byte[]? Bytes { get; init; }

        public byte[] Box { get; init; } = [];
    }

    private sealed class RotationRow
    {
        public string TenantId { get; init; } = "";

        public long FromKey { get; init; }

        public long ToKey { get; init; }

        public string Phase { get; init; } = "";

        public long Since { get; init; }

        public long Resealed { get; init; }

        public long Unreadable { get; init; }

        public byte[]? DestroyedHash { get; init; }

        /// <summary>The phase before, for a change.</summary>
        public string? From { get; init; }

        public static RotationRow FromRotation(TenantKeyRotation rotation, KeyRotationPhase? from) => new()
        {
            TenantId = rotation.Tenant.Value,
            FromKey = rotation.FromKey,
            ToKey = rotation.ToKey,
            Phase = rotation.Phase.ToString(),
            Since = rotation.Since.ToUnixTimeMilliseconds(),
            Unreadable = rotation.Unreadable,
            DestroyedHash = rotation.DestroyedHash,
            From = from?.ToString(),
        };

        public TenantKeyRotation ToRotation() => new(
            Sallyport.Tenancy.TenantId.Parse(TenantId, null),
            FromKey,
            ToKey,
            Enum.Parse<KeyRotationPhase>(Phase),
            DateTimeOffset.FromUnixTimeMilliseconds(Since),
            Resealed,
            Unreadable,
            DestroyedHash);
    }
}
