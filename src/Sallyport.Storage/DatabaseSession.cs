using System.Data.Common;
using Dapper;
using Npgsql;
using Sallyport.Storage.Postgres;

namespace Sallyport.Storage;

/// <summary>One connection in use, in a transaction or not. Not safe for concurrent use.</summary>
/// <param name="connection">The connection, which goes with the session.</param>
/// <param name="transaction">Its transaction, if it is in one.</param>
/// <param name="scopes">Sets scopes on PostgreSQL; null on SQLite, and for the owner of PostgreSQL's tables.</param>
/// <param name="rewriting">Changes each statement; null for no change.</param>
/// <param name="cancellationToken">Gives up.</param>
internal sealed class DatabaseSession(
    DbConnection connection, DbTransaction? transaction, TransactionScopes? scopes, Func<string, string>? rewriting, CancellationToken cancellationToken) : IAsyncDisposable
{
    public CancellationToken CancellationToken => cancellationToken;

    public bool IsPostgres => connection is NpgsqlConnection;

    /// <summary>From here on, in the same transaction, touches these rows instead.</summary>
    public Task EnterAsync(DatabaseScope scope) => scopes?.SetAsync(scope, cancellationToken) ?? Task.CompletedTask;

    /// <summary>Makes what was written durable.</summary>
    public Task CommitAsync(CancellationToken cancel) => transaction?.CommitAsync(cancel) ?? Task.CompletedTask;

    /// <summary>Rolls back what was not committed, and gives the connection back.</summary>
    public async ValueTask DisposeAsync()
    {
        if (transaction is not null)
        {
            await transaction.DisposeAsync();
        }

        await connection.DisposeAsync();
    }

    /// <returns>The number of rows that were changed.</returns>
    public Task<int> ExecuteAsync(string sql, object? parameters = null) => connection.ExecuteAsync(Command(sql, parameters));

    /// <summary>As <see cref="ExecuteAsync"/>, for what takes long by its nature.</summary>
    public Task<int> ExecuteLongAsync(string sql, object parameters, TimeSpan timeout) =>
        connection.ExecuteAsync(Command(sql, parameters, (int)timeout.TotalSeconds));

    public async Task<List<T>> QueryAsync<T>(string sql, object? parameters = null) =>
        (await connection.QueryAsync<T>(Command(sql, parameters))).AsList();

    public Task<T?> FirstOrDefaultAsync<T>(string sql, object? parameters = null) =>
        connection.QueryFirstOrDefaultAsync<T>(Command(sql, parameters));

    /// <summary>Statements that PostgreSQL is sent at once, with parameters <c>$1</c>, <c>$2</c> and so on. The caller disposes of it.</summary>
    public NpgsqlBatch NewBatch(params ReadOnlySpan<(string Sql, object[] Parameters)> statements)
    {
        var batch = new NpgsqlBatch((NpgsqlConnection)connection, (NpgsqlTransaction?)transaction);
        foreach (var (sql, parameters) in statements)
        {
            var command = new NpgsqlBatchCommand(Rewritten(sql));
            foreach (var parameter in parameters)
            {
                command.Parameters.Add(new NpgsqlParameter { Value = parameter });
            }

            batch.BatchCommands.Add(command);
        }

        return batch;
    }

    /// <summary>A condition that a column has one of a list's values.</summary>
    /// <param name="column">The column.</param>
    /// <param name="parameter">The parameter's name; its value is an array, of at most some thousands.</param>
    public string IsIn(string column, string parameter) => IsPostgres ? $"{column} = ANY (@{parameter})" : $"{column} IN @{parameter}";

    private CommandDefinition Command(string sql, object? parameters, int? seconds = null) =>
        new(Rewritten(sql), parameters, transaction, seconds, cancellationToken: cancellationToken);

    private string Rewritten(string sql) => rewriting is null ? sql : rewriting(sql);
}
