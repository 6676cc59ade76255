using System.Data.Common;
using Dapper;

namespace Sallyport.Storage;

/// <summary>One connection in use, in a transaction or not. Not safe for concurrent use.</summary>
internal sealed class DatabaseSession(DbConnection connection, DbTransaction? transaction, CancellationToken cancellationToken)
{
    public CancellationToken CancellationToken => cancellationToken;

    /// <returns>The number of rows that were changed.</returns>
    public Task<int> ExecuteAsync(string sql, object? parameters = null) => connection.ExecuteAsync(Command(sql, parameters));

    public async Task<List<T>> QueryAsync<T>(string sql, object? parameters = null) =>
        (await connection.QueryAsync<T>(Command(sql, parameters))).AsList();

    public Task<T?> FirstOrDefaultAsync<T>(string sql, object? parameters = null) =>
        connection.QueryFirstOrDefaultAsync<T>(Command(sql, parameters));

    private CommandDefinition Command(string sql, object? parameters) =>
        new(sql, parameters, transaction, cancellationToken: cancellationToken);
}
