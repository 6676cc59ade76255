using System.Data.Common;
using Dapper;
using Npgsql;

namespace Sallyport.Storage;

/// <summary>One connection in use, in a transaction or not. Not safe for concurrent use.</summary>
internal sealed class DatabaseSession(DbConnection connection, DbTransaction? transaction, CancellationToken cancellationToken) : IAsyncDisposable
{
    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>Makes what was written durable.</summary>
    public Task CommitAsync(CancellationToken cancel) => transaction!.CommitAsync(cancel);

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
        connection.ExecuteAsync(new CommandDefinition(sql, parameters, transaction, (int)timeout.TotalSeconds, cancellationToken: cancellationToken));

    public async Task<List<T>> QueryAsync<T>(string sql, object? parameters = null) =>
        (await connection.QueryAsync<T>(Command(sql, parameters))).AsList();

    public Task<T?> FirstOrDefaultAsync<T>(string sql, object? parameters = null) =>
        connection.QueryFirstOrDefaultAsync<T>(Command(sql, parameters));

    /// <summary>A condition that a column has one of a list's values.</summary>
    /// <param name="column">The column.</param>
    /// <param name="parameter">The parameter's name; its value is an array, of at most some thousands.</param>
    public string IsIn(string column, string parameter) => connection is NpgsqlConnection ? $"{column} = ANY (@{parameter})" : $"{column} IN @{parameter}";

    private CommandDefinition Command(string sql, object? parameters) =>
        new(sql, parameters, transaction, cancellationToken: cancellationToken);
}
