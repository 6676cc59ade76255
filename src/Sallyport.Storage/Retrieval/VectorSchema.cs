using Npgsql;

namespace Sallyport.Storage.Retrieval;

/// <summary>Makes sure that PostgreSQL has pgvector, before the tables are made that need it.</summary>
internal static class VectorSchema
{
    // From here on a search along a graph goes on until the filter let enough through.
    private static readonly Version LeastVersion = new(0, 8);

    /// <summary>Creates the extension where it isn't there.</summary>
    /// <exception cref="DatabaseException">It is not installed, too old, or may not be created.</exception>
    public static async Task ReadyAsync(Database database, CancellationToken cancellationToken)
    {
        string? version;
        try
        {
            version = await database.PrepareAsync(
                async session =>
                {
                    await session.ExecuteAsync("CREATE EXTENSION IF NOT EXISTS vector");
                    return await session.FirstOrDefaultAsync<string>("SELECT extversion FROM pg_extension WHERE extname = 'vector'");
                },
                isRead: false,
                cancellationToken);
        }
        catch (PostgresException e)
        {
            throw new DatabaseException(
                $"Vectors in the database need pgvector, and PostgreSQL says: {e.MessageText}. Install it and have a superuser run CREATE EXTENSION vector in this database, or set vectors: memory.", e);
        }

        if (!Version.TryParse(version, out var parsed) || parsed < LeastVersion)
        {
            throw new DatabaseException($"PostgreSQL has pgvector {version}, and vectors in the database need {LeastVersion} or later. Run ALTER EXTENSION vector UPDATE, or set vectors: memory.");
        }
    }
}
