using Sallyport.Tenancy;

namespace Sallyport.Storage.Retrieval;

/// <summary>
/// The tables of tenants' files and vector stores: with SQLite a file a tenant, made on first use, open while in use and a little longer; with PostgreSQL the one database.
/// A deleted tenant's file is opened by nobody and made by nobody. Safe for concurrent use, by several processes too.
/// </summary>
internal sealed class VaultFiles(Database main) : IAsyncDisposable
{
    /// <summary>The folder of vault files in the data folder.</summary>
    public const string FolderName = "vaults";

    /// <summary>What a vault's file name ends in.</summary>
    public const string Extension = ".vault";

    /// <summary>How many may be open unused, over all tenants.</summary>
    public const int MostIdle = 32;

    private readonly Lock _gate = new();
    private readonly Dictionary<TenantId, OpenVault> _open = [];
    private long _uses;

    /// <summary>The folder; null with PostgreSQL.</summary>
    public string? Folder => main.File is null ? null : Path.Combine(Path.GetDirectoryName(main.File)!, FolderName);

    /// <summary>Reads a tenant's tables outside a transaction.</summary>
    /// <exception cref="TenancyException">The tenant is gone.</exception>
    public Task<T> ReadAsync<T>(TenantId tenant, Func<DatabaseSession, Task<T>> read, CancellationToken cancellationToken) =>
        UseAsync(tenant, database => database.ReadAsync(tenant, read, cancellationToken), cancellationToken);

    /// <summary>Writes a tenant's tables in one transaction.</summary>
    /// <exception cref="TenancyException">The tenant is gone.</exception>
    public Task<T> WriteAsync<T>(TenantId tenant, Func<DatabaseSession, Task<T>> write, CancellationToken cancellationToken) =>
        UseAsync(tenant, database => database.WriteAsync(tenant, write, cancellationToken), cancellationToken);

    /// <summary>As <see cref="WriteAsync"/>, but a result of false rolls back.</summary>
    /// <exception cref="TenancyException">The tenant is gone.</exception>
    public Task<bool> TryWriteAsync(TenantId tenant, Func<DatabaseSession, Task<bool>> write, CancellationToken cancellationToken) =>
        UseAsync(tenant, database => database.TryWriteAsync(tenant, write, cancellationToken), cancellationToken);

    /// <summary>Runs on a tenant's database.</summary>
    public async Task<T> UseAsync<T>(TenantId tenant, Func<Database, Task<T>> use, CancellationToken cancellationToken)
    {
        if (Folder is null)
        {
            return await use(main);
        }

        var vault = await TakeAsync(tenant, cancellationToken);
        try
        {
            return await use(await vault.Database);
        }
        finally
        {
            await GiveBackAsync(vault);
        }
    }

    /// <summary>Removes the file of a tenant that was deleted.</summary>
    public async Task DeleteAsync(TenantId tenant)
    {
        if (Folder is null || !Directory.Exists(Folder))
        {
            return;
        }

        OpenVault? vault;
        lock (_gate)
        {
            _open.Remove(tenant, out vault);
        }

        if (vault is not null)
        {
            await vault.CloseAsync();
        }

        var file = FileOf(tenant);
        foreach (var part in (string[])[file, file + "-wal", file + "-shm", file + "-journal"])
        {
            File.Delete(part);
        }
    }

    /// <summary>The tenants that have a vault file.</summary>
    public IReadOnlyList<TenantId> ListFiles() => Folder is { } folder && Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "*" + Extension)
            .Select(static file => TenantId.TryParse(Path.GetFileNameWithoutExtension(file), null, out var tenant) ? tenant : (TenantId?)null)
            .OfType<TenantId>()]
        : [];

    public async ValueTask DisposeAsync()
    {
        List<OpenVault> open;
        lock (_gate)
        {
            open = [.. _open.Values];
            _open.Clear();
        }

        foreach (var vault in open)
        {
            await vault.CloseAsync();
        }
    }

    private string FileOf(TenantId tenant) => Path.Combine(Folder!, tenant.Value + Extension);

    private async Task<OpenVault> TakeAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        OpenVault? vault;
        lock (_gate)
        {
            if (!_open.TryGetValue(tenant, out vault))
            {
                // Opened for all who wait: one caller's giving up is not the others'.
                vault = _open[tenant] = new OpenVault(tenant, () => OpenAsync(tenant));
            }

            vault.Users++;
        }

        try
        {
            await vault.Database.WaitAsync(cancellationToken);
            return vault;
        }
        catch
        {
            lock (_gate)
            {
                vault.Users--;
                if (vault.Database is { IsCompleted: true, IsCompletedSuccessfully: false } && _open.GetValueOrDefault(tenant) == vault)
                {
                    _open.Remove(tenant);
                }
            }

            throw;
        }
    }

    private async Task<Database> OpenAsync(TenantId tenant)
    {
        var lives = await main.ReadAsync(
            tenant,
            session => session.FirstOrDefaultAsync<long>("SELECT count(*) FROM tenants WHERE tenant_id = @tenant AND state <> 'deleted'", new { tenant = tenant.Value }),
            CancellationToken.None);
        if (lives == 0)
        {
            throw new TenancyException(TenancyFailure.NotFound, $"There is no tenant '{tenant}', or it was deleted.");
        }

        var vault = await Database.OpenVaultAsync(FileOf(tenant), CancellationToken.None);
        vault.Rewriting = main.Rewriting;
        return vault;
    }

    private async Task GiveBackAsync(OpenVault vault)
    {
        OpenVault? longestUnused = null;
        lock (_gate)
        {
            vault.Users--;
            vault.LastUse = ++_uses;
            if (_open.Count > MostIdle)
            {
                longestUnused = _open.Values.Where(static candidate => candidate.Users == 0).MinBy(static candidate => candidate.LastUse);
                _ = longestUnused is not null && _open.Remove(longestUnused.Tenant);
            }
        }

        if (longestUnused is not null)
        {
            await longestUnused.CloseAsync();
        }
    }

    /// <summary>A vault file that is open or being opened.</summary>
    private sealed class OpenVault(TenantId tenant, Func<Task<Database>> open)
    {
        private readonly Lazy<Task<Database>> _database = new(open);

        public TenantId Tenant => tenant;

        public Task<Database> Database => _database.Value;

        /// <summary>Guarded by the owner's gate.</summary>
        public int Users { get; set; }

        /// <summary>Guarded by the owner's gate.</summary>
        public long LastUse { get; set; }

        public async Task CloseAsync()
        {
            try
            {
                await (await Database).DisposeAsync();
            }
            catch (Exception e) when (e is DatabaseException or TenancyException)
            {
                // It never opened, and whoever wanted it was told.
            }
        }
    }
}
