using System.Security.Cryptography;
using Sallyport.Storage.Tenancy;
using Sallyport.Tenancy;

namespace Sallyport.Storage.Rotation;

/// <summary>
/// Puts an installation under another master key: all that hangs on it is wrapped anew in one transaction, so that a process that is killed leaves everything under the one
/// key or under the other.
/// </summary>
internal static class MasterKeyRotation
{
    private const int BatchSize = 500;

    // More than these are not named: whoever sees so many has another problem than single rows.
    private const int MostNamed = 20;

    /// <summary>Rotates.</summary>
    /// <param name="database">The database.</param>
    /// <param name="present">The present master key.</param>
    /// <param name="next">The one that takes its place.</param>
    /// <param name="cancellationToken">Gives up; then nothing is changed.</param>
    /// <returns>How many tenants' keys were wrapped anew.</returns>
    /// <exception cref="MasterKeyException">The installation has another master key by now, or some rows can't be opened with the present one, and are named.</exception>
    public static async Task<int> RunAsync(Database database, MasterKey present, MasterKey next, CancellationToken cancellationToken)
    {
        var (before, after) = (present.CheckValue(), next.CheckValue());
        var rewrapped = await database.WriteAsync(
            DatabaseScope.Installation,
            async session =>
            {
                // Whoever wraps a key raises the revision first and looks which master key there is: they wait here, and are refused then.
                await Revision.NextAsync(session);
                await MasterFence.CheckAsync(session, before);
                await session.ExecuteAsync("UPDATE instance SET master_check = @after, master_check_before = @before WHERE id = 1", new { after, before });
                await InstanceKeys.RewrapAsync(session, present, next);
                var count = await RewrapTenantsAsync(session, present, next);
                await session.ExecuteAsync(
                    """
                    INSERT INTO master_rotations (tenant_id, check_before, check_after) SELECT tenant_id, @before, @after FROM tenants WHERE state <> 'deleted'
                    ON CONFLICT (tenant_id) DO UPDATE SET check_after = excluded.check_after
                    """,
                    new { before, after });
                return count;
            },
            cancellationToken);
        if (database.Engine == DatabaseEngine.Sqlite)
        {
            // The write-ahead log still holds pages from before.
            await database.ReadAsync(DatabaseScope.Installation, session => session.ExecuteAsync("PRAGMA wal_checkpoint(TRUNCATE)"), CancellationToken.None);
        }

        return rewrapped;
    }

    /// <summary>Tells the ledgers of it, those that do not know yet.</summary>
    public static async Task TellAsync(Database database, IAdministrationJournal journal, CancellationToken cancellationToken)
    {
        var owed = await database.ReadAsync(
            DatabaseScope.Installation,
            session => session.QueryAsync<OwedRow>(
                "SELECT m.tenant_id, m.check_before, m.check_after FROM master_rotations m JOIN tenants t ON t.tenant_id = m.tenant_id WHERE t.state <> 'deleted' ORDER BY m.tenant_id"),
            cancellationToken);
        foreach (var row in owed)
        {
            await journal.RecordAsync(
                new AdministrationAct(
                    TenantId.Parse(row.TenantId, null),
                    AdministrationKinds.MasterKeyRotated,
                    new("from", NameOf(row.CheckBefore)),
                    new("to", NameOf(row.CheckAfter))),
                cancellationToken);
            await database.WriteAsync(
                DatabaseScope.Installation, session => session.ExecuteAsync("DELETE FROM master_rotations WHERE tenant_id = @TenantId AND check_after = @CheckAfter", row), cancellationToken);
        }
    }

    /// <summary>By what a master key is named where it must not be told: the beginning of its check value.</summary>
    public static string NameOf(byte[] check) => Convert.ToHexStringLower(check.AsSpan(0, 8));

    private static async Task<int> RewrapTenantsAsync(DatabaseSession session, MasterKey present, MasterKey next)
    {
        var (count, last) = (0, "");
        var damaged = new List<string>();
        while (await session.QueryAsync<KeyRow>(
            $"SELECT tenant_id, wrapped FROM tenant_keys WHERE tenant_id > @last ORDER BY tenant_id LIMIT {BatchSize}", new { last }) is [.., var end] rows)
        {
            last = end.TenantId;
            foreach (var row in rows)
            {
                var tenant = TenantId.Parse(row.TenantId, null);
                await session.EnterAsync(tenant);
                if (await TryRewrapAsync(session, tenant, row, present, next) is { } what)
                {
                    damaged.Add(what);
                    continue;
                }

                count++;
            }

            await session.EnterAsync(DatabaseScope.Installation);
        }

        return damaged.Count == 0 ? count : throw Damaged(damaged);
    }

    /// <returns>What can't be opened, or null.</returns>
    private static async Task<string?> TryRewrapAsync(DatabaseSession session, TenantId tenant, KeyRow row, MasterKey present, MasterKey next)
    {
        byte[] wrapped;
        try
        {
            wrapped = present.Rewrap(tenant, row.Wrapped, next);
        }
        catch (CryptographicException)
        {
            return $"the data key of {tenant} (table tenant_keys)";
        }

        await session.ExecuteAsync("UPDATE tenant_keys SET wrapped = @wrapped WHERE tenant_id = @TenantId", new { wrapped, row.TenantId });
        return await RetagAsync(session, tenant, present, row.Wrapped, next) is { } upstream ? $"the credential of the upstream '{upstream}' of {tenant} (table upstreams)" : null;
    }

    private static MasterKeyException Damaged(List<string> what)
    {
        var named = string.Join("; ", what.Take(MostNamed)) + (what.Count > MostNamed ? $"; and {what.Count - MostNamed} more" : "");
        return new MasterKeyException(
            $"The master key was not rotated and nothing was changed, since it can't open what it should have wrapped: {named}. Such a row was altered. Put it back from a backup; "
            + "a credential can be set anew with 'upstream add --replace'; and 'tenant delete' gives up a tenant whose data key is lost, with all that it has. Then rotate again.");
    }

    // The tags by which equal credentials of two tenants are recognised are the master key's.
    /// <returns>The upstream whose credential can't be opened, or null.</returns>
    private static async Task<string?> RetagAsync(DatabaseSession session, TenantId tenant, MasterKey present, byte[] wrapped, MasterKey next)
    {
        var upstreams = await session.QueryAsync<UpstreamRow>(
            $"SELECT {UpstreamRow.Columns} FROM upstreams u WHERE u.tenant_id = @tenant AND u.credential_tag IS NOT NULL", new { tenant = tenant.Value });
        if (upstreams.Count == 0)
        {
            return null;
        }

        using var vault = present.OpenVault(tenant, wrapped);
        foreach (var upstream in upstreams.ConvertAll(static row => row.ToUpstream()))
        {
            byte[] tag;
            try
            {
                tag = next.TagOf(upstream.OpenCredential(vault)!);
            }
            catch (CryptographicException)
            {
                return upstream.Name;
            }

            await session.ExecuteAsync(
                "UPDATE upstreams SET credential_tag = @tag WHERE tenant_id = @tenant AND name = @Name", new { tag, tenant = tenant.Value, upstream.Name });
        }

        return null;
    }

    private sealed record KeyRow(string TenantId, byte[] Wrapped);

    private sealed record OwedRow(string TenantId, byte[] CheckBefore, byte[] CheckAfter);
}
