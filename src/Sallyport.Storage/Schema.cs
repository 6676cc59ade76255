namespace Sallyport.Storage;

/// <summary>Brings a database to this version's schema. All missing steps in one transaction; two processes that start at once take turns.</summary>
internal static class Schema
{
    // Any constant serves, as long as nothing else in the database takes the same advisory lock.
    private const long PostgresLock = 0x53414C4C59;

    public static Task MigrateAsync(Database database, IReadOnlyList<Migration> steps, CancellationToken cancellationToken) =>
        MigrateAsync(database, steps, "schema_version", cancellationToken);

    /// <summary>As above, with the table that tells which steps were taken: a vault's are counted apart.</summary>
    public static Task MigrateAsync(Database database, IReadOnlyList<Migration> steps, string versions, CancellationToken cancellationToken) =>
        database.WriteAsync(
            DatabaseScope.Installation,
            async session =>
            {
                // SQLite's transaction holds the write lock from its beginning.
                if (database.Engine == DatabaseEngine.Postgres)
                {
                    await session.ExecuteAsync("SELECT pg_advisory_xact_lock(@PostgresLock)", new { PostgresLock });
                }

                await session.ExecuteAsync($"CREATE TABLE IF NOT EXISTS {versions} (version bigint NOT NULL PRIMARY KEY, name text NOT NULL)");
                var applied = await session.QueryAsync<long>($"SELECT version FROM {versions}");
                CheckNotNewer(database, steps, applied);
                foreach (var step in steps.Where(step => !applied.Contains(step.Version)))
                {
                    await session.ExecuteAsync(step.TextFor(database.Engine));
                    await session.ExecuteAsync($"INSERT INTO {versions} (version, name) VALUES (@Version, @Name)", new { step.Version, step.Name });
                }

                return true;
            },
            cancellationToken);

    private static void CheckNotNewer(Database database, IReadOnlyList<Migration> steps, List<long> applied)
    {
        var newest = applied.DefaultIfEmpty(0).Max();
        var known = steps[^1].Version;
        if (newest > known)
        {
            throw new DatabaseException(
                $"The database '{database.File ?? "on PostgreSQL"}' has schema version {newest}, and this Sallyport knows versions up to {known}. Start the newer Sallyport that wrote it; nothing has been changed.");
        }
    }
}
