using Npgsql;

namespace Sallyport.Storage.Postgres;

/// <summary>Connections as the role that the server works as. Each session is a transaction that is bound to its scope; outside of one this role sees nothing of any tenant.</summary>
internal sealed class PostgresAccess(NpgsqlDataSource source, ScopeKey key) : IAsyncDisposable
{
    private const string Learn = "SELECT pg_backend_pid(), (extract(epoch FROM transaction_timestamp()) * 1000000)::bigint";

    /// <summary>Opens a session in a scope.</summary>
    public async Task<DatabaseSession> OpenAsync(DatabaseScope scope, Func<string, string>? rewriting, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            // Begun together with the first statement.
            var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var scopes = await LearnAsync(connection, transaction, cancellationToken);
            await scopes.SetAsync(scope, cancellationToken);
            return new DatabaseSession(connection, transaction, scopes, rewriting, cancellationToken);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task<TransactionScopes> LearnAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Learn, connection, transaction);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new TransactionScopes(key, connection, transaction, reader.GetInt32(0), reader.GetInt64(1));
    }

    public async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        key.Dispose();
    }
}
