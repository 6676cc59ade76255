using Sallyport.Storage.Rotation;
using Sallyport.Tenancy;

namespace Sallyport.Storage.Tenancy;

/// <summary>The directory's reads over the shared tables.</summary>
public sealed class DirectorySource : IDirectorySource
{
    private readonly Database _database;
    private readonly MasterKeyFollowing? _master;

    /// <summary>Reads a database's tables.</summary>
    public DirectorySource(Database database)
        : this(database, master: null)
    {
    }

    /// <summary>As above, for a process that follows a rotation of the master key: what is read may be wrapped by the new one.</summary>
    internal DirectorySource(Database database, MasterKeyFollowing? master) => (_database, _master) = (database, master);

    /// <inheritdoc/>
    public Task<long> ReadRevisionAsync(CancellationToken cancellationToken) =>
        _database.ReadAsync(DatabaseScope.Installation, ReadRevisionAsync, cancellationToken);

    /// <inheritdoc/>
    public async Task<DirectoryChanges> ReadChangesAsync(long after, CancellationToken cancellationToken)
    {
        var changes = await ReadRowsAsync(after, cancellationToken);
        if (_master is not null)
        {
            // After the rows: a rotation between would have been missed before them.
            await _master.FollowAsync(cancellationToken);
        }

        return changes;
    }

    private Task<DirectoryChanges> ReadRowsAsync(long after, CancellationToken cancellationToken) =>
        _database.ReadAsync(
            DatabaseScope.Installation,
            async session =>
            {
                // The revision is read first: what is committed between these statements is then read once more, never missed.
                var revision = await ReadRevisionAsync(session);
                var since = new { after };
                var tenants = await session.QueryAsync<TenantRow>($"SELECT {TenantRow.Columns} FROM tenants t WHERE t.revision > @after", since);
                var wrapped = await ReadAsync<WrappedKeyRow>(session, "k.tenant_id, k.wrapped", "tenant_keys k", "k", since, row => row.TenantId);
                var keys = await ReadAsync<KeyRow>(session, KeyRow.Columns, "api_keys k", "k", since, row => row.TenantId);
                var upstreams = await ReadAsync<UpstreamRow>(session, UpstreamRow.Columns, "upstreams u", "u", since, row => row.TenantId);
                var embedders = await ReadAsync<EmbedderRow>(session, EmbedderRow.Columns, "embedders e", "e", since, row => row.TenantId);
                var policies = await ReadAsync<PolicyRow>(session, PolicyRow.Columns, "policies p", "p", since, row => row.TenantId);
                var secrets = await ReadAsync<KnownSecretRow>(session, KnownSecretRow.Columns, "known_secrets s", "s", since, row => row.TenantId);
                var exemplars = await ReadAsync<ExemplarRow>(session, ExemplarRow.Columns, "exemplars x", "x", since, row => row.TenantId);

                var (records, damaged) = (new List<TenantRecord>(tenants.Count), new Dictionary<TenantId, Exception>());
                foreach (var tenant in tenants)
                {
                    try
                    {
                        records.Add(new TenantRecord
                        {
                            Tenant = tenant.ToTenant(),
                            WrappedKey = wrapped[tenant.TenantId].FirstOrDefault()?.Wrapped,
                            Keys = [.. keys[tenant.TenantId].Select(row => row.ToStored())],
                            Upstreams = [.. upstreams[tenant.TenantId].OrderBy(row => row.Created).ThenBy(row => row.Name, StringComparer.Ordinal).Select(row => row.ToUpstream())],
                            Embedder = embedders[tenant.TenantId].SingleOrDefault()?.ToEmbedder(),
                            Policy = policies[tenant.TenantId].SingleOrDefault(row => row.State == "active")?.ToVersion(),
                            KnownSecrets = [.. secrets[tenant.TenantId].OrderBy(row => row.Name, StringComparer.Ordinal).Select(row => row.ToSecret())],
                            Exemplars = [.. exemplars[tenant.TenantId].OrderBy(row => row.Name, StringComparer.Ordinal).Select(row => row.ToExemplar())],
                        });
                    }
                    catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException or OverflowException or TenancyException)
                    {
                        // One tenant's rows that make no sense must not keep the others' changes, revocations among them, from being known.
                        damaged.Add(TenantId.Parse(tenant.TenantId, null), e);
                    }
                }

                return new DirectoryChanges(revision, records, damaged);
            },
            cancellationToken);

    private static Task<long> ReadRevisionAsync(DatabaseSession session) =>
        session.FirstOrDefaultAsync<long>("SELECT revision FROM instance WHERE id = 1");

    private static async Task<ILookup<string, T>> ReadAsync<T>(DatabaseSession session, string columns, string table, string alias, object since, Func<T, string> tenant)
    {
        var only = alias == "p" ? " AND p.state = 'active'" : "";
        var rows = await session.QueryAsync<T>(
            $"SELECT {columns} FROM {table} JOIN tenants t ON t.tenant_id = {alias}.tenant_id WHERE t.revision > @after{only}",
            since);
        return rows.ToLookup(tenant, StringComparer.Ordinal);
    }

    private sealed record WrappedKeyRow(string TenantId, byte[] Wrapped);
}
