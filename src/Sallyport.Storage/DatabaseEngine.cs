namespace Sallyport.Storage;

/// <summary>The databases that Sallyport runs on.</summary>
public enum DatabaseEngine
{
    /// <summary>SQLite, embedded: one file in the data folder.</summary>
    Sqlite,

    /// <summary>PostgreSQL 15 or later, by connection string.</summary>
    Postgres,
}
