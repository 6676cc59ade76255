using Sallyport.Retrieval.Library;
using Sallyport.Tenancy;

namespace Sallyport.Storage.Retrieval;

/// <summary>Counts attached files by state.</summary>
internal static class FileCounting
{
    /// <summary>Counts the files of each of these vector stores or batches.</summary>
    /// <param name="session">Where.</param>
    /// <param name="vault">The tenant's vault. Its sentinel isn't counted.</param>
    /// <param name="column">What they are counted by: <c>store_id</c> or <c>batch_id</c>.</param>
    /// <param name="ids">Which.</param>
    /// <param name="store">The vector store of the batches; empty where stores are counted.</param>
    /// <returns>Those that have any files.</returns>
    public static async Task<Dictionary<string, (FileCounts Counts, long Bytes)>> ReadAsync(
        DatabaseSession session, TenantVault vault, string column, string[] ids, string store)
    {
        if (ids.Length == 0)
        {
            return [];
        }

        var rows = await session.QueryAsync<CountRow>(
            $"""
            SELECT {column} AS id, state, count(*) AS files, CAST(sum(usage_bytes) AS bigint) AS bytes FROM store_files
            WHERE tenant_id = @tenant AND file_id <> @sentinel AND {session.IsIn(column, "ids")} {(store.Length == 0 ? "" : "AND store_id = @store")}
            GROUP BY {column}, state
            """,
            new { tenant = vault.Tenant.Value, sentinel = SentinelFile.Of(vault).Value, ids, store });
        return rows.GroupBy(static row => row.Id, StringComparer.Ordinal).ToDictionary(
            static group => group.Key,
            static group => (new FileCounts(Of(group, StateText.InProgress), Of(group, StateText.Completed), Of(group, StateText.Failed), Of(group, StateText.Cancelled)), group.Sum(static row => row.Bytes)),
            StringComparer.Ordinal);
    }

    private static long Of(IEnumerable<CountRow> rows, string state) => rows.FirstOrDefault(row => row.State == state)?.Files ?? 0;

    // Expressions have no declared type in SQLite, so no constructor could be chosen by them.
    private sealed class CountRow
    {
        public string Id { get; init; } = "";

        public string State { get; init; } = "";

        public long Files { get; init; }

        public long Bytes { get; init; }
    }
}
