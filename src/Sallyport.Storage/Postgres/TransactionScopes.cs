using Npgsql;

namespace Sallyport.Storage.Postgres;

/// <summary>Sets scopes in one transaction.</summary>
internal sealed class TransactionScopes(ScopeKey key, NpgsqlConnection connection, NpgsqlTransaction transaction, int process, long moment)
{
    /// <summary>Makes the scope hold from here to the transaction's end, or to the next one.</summary>
    public async Task SetAsync(DatabaseScope scope, CancellationToken cancellationToken)
    {
        // By a parameter: the text stands in pg_stat_activity, and it is one text for all.
        await using var command = new NpgsqlCommand("SELECT set_config('sallyport.scope', $1, true)", connection, transaction)
        {
            Parameters = { new() { Value = key.Tag(scope, process, moment) } },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
