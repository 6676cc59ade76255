using Sallyport.Storage.Postgres;

namespace Sallyport.Storage;

/// <summary>Brings a database to this version's schema. All missing steps in one transaction; two processes that start at once take turns.</summary>
internal static class Schema
{
    public static Task MigrateAsync(Database database, IReadOnlyList<Migration> steps, CancellationToken cancellationToken) =>
        MigrateAsync(database, steps, "schema_version", cancellationToken);

    /// <summary>As above, with the table that tells which steps were taken: a vault's are counted apart.</summary>
    public static Task MigrateAsync(Database database, IReadOnlyList<Migration> steps, string versions, CancellationToken cancellationToken) =>
        database.PrepareAsync(
            async session =>
            {
                // SQLite's transaction holds the write lock from its beginning.
                if (session.IsPostgres)
                {
                    await session.ExecuteAsync(PostgresOpening.TakeTurns);
                }

                await session.ExecuteAsync($"CREATE TABLE IF NOT EXISTS {versions} (version bigint NOT NULL PRIMARY KEY, name text NOT NULL)");
                var applied = await session.QueryAsync<long>($"SELECT version FROM {versions}");
                CheckNotNewer(database, steps, applied);
                var missing = steps.Where(step => !applied.Contains(step.Version)).ToList();
                var freed = session.IsPostgres && missing.Count > 0 ? await RowProtection.FreeOwnerAsync(session) : [];
                foreach (var step in missing)
                {
                    await session.ExecuteAsync(step.TextFor(database.Engine));
                    await session.ExecuteAsync($"INSERT INTO {versions} (version, name) VALUES (@Version, @Name)", new { step.Version, step.Name });
                }

                await RowProtection.BindOwnerAsync(session, freed);
                return true;
            },
            isRead: false,
            cancellationToken);

    /// <summary>Makes sure that PostgreSQL has this version's schema, for a role that can't bring it there.</summary>
    /// <exception cref="DatabaseException">It has another one.</exception>
    public static Task CheckCurrentAsync(Database database, IReadOnlyList<Migration> steps, string versions, CancellationToken cancellationToken) =>
        database.PrepareAsync(
            async session =>
            {
                var isThere = await session.FirstOrDefaultAsync<bool>("SELECT to_regclass(@versions) IS NOT NULL", new { versions });
                var applied = isThere ? await session.QueryAsync<long>($"SELECT version FROM {versions}") : [];
                CheckNotNewer(database, steps, applied);
                return steps.All(step => applied.Contains(step.Version))
                    ? true
                    : throw new DatabaseException("The database is of an older version, or was prepared without vectors, and this role does not own its tables. Run 'sallyport database prepare' as their owner, then start again.");
            },
            isRead: true,
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
