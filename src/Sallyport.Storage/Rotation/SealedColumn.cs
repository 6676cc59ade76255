using Sallyport.Rotation;

namespace Sallyport.Storage.Rotation;

/// <summary>Where the values of a kind stand. Names are constants of this file.</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">The sealed column.</param>
/// <param name="Keys">The columns that order the rows and find one again, with their parameters.</param>
/// <param name="Name">What a row's name is read from.</param>
/// <param name="Number">What a row's number is read from.</param>
/// <param name="Bytes">What a row's hash or commitment is read from.</param>
/// <param name="IsInVault">Whether it is in the tenant's vault file, where there is one.</param>
internal sealed record SealedColumn(
    string Table, string Column, IReadOnlyList<(string Column, string Parameter)> Keys, string Name = "''", string Number = "CAST(0 AS bigint)", string Bytes = "NULL", bool IsInVault = false)
{
    /// <summary>What a value begins with that is sealed under a month's key, and is no concern of the data key.</summary>
    public static readonly byte[] MonthForm = [3];

    /// <summary>Whether values may be sealed under months' keys.</summary>
    public bool HasMonths { get; init; }

    public static SealedColumn Of(SealedKind kind) => kind switch
    {
        SealedKind.UpstreamCredential => Named("upstreams", "sealed_credential", "name"),
        SealedKind.PolicyText => new("policies", "sealed_text", [("version", "Number")], Number: "version"),
        SealedKind.KnownSecret => Named("known_secrets", "sealed_value", "name"),
        SealedKind.Exemplar => Named("exemplars", "sealed_text", "name"),
        SealedKind.RecordKey => new("record_keys", "wrapped", [("month", "Number")], Number: "month"),
        SealedKind.RecordedText => new("recorded_segments", "sealed_text", [("hash", "Bytes")], Bytes: "hash") { HasMonths = true },
        SealedKind.LedgerPayload => new("ledger_payloads", "ciphertext", [("entry_index", "Number"), ("name", "Name")], "name", "entry_index", "commitment") { HasMonths = true },
        SealedKind.DocumentKey => Named("document_keys", "wrapped", "file_id"),
        SealedKind.StoreHead => Named("vector_stores", "sealed_head", "store_id") with { IsInVault = true },
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static SealedColumn Named(string table, string column, string name) => new(table, column, [(name, "Name")], name);

    /// <summary>Reads rows whose value begins otherwise than with a header, behind a row.</summary>
    public string Select(bool isBehind) =>
        $"""
        SELECT {Name} AS name, {Number} AS number, {Bytes} AS bytes, {Column} AS box FROM {Table}
        WHERE tenant_id = @tenant AND substr({Column}, 1, @length) <> @header
            {(HasMonths ? $"AND substr({Column}, 1, 1) <> @MonthForm" : "")}
            {(isBehind ? $"AND ({string.Join(", ", Keys.Select(static key => key.Column))}) > ({string.Join(", ", Keys.Select(static key => "@" + key.Parameter))})" : "")}
        ORDER BY {string.Join(", ", Keys.Select(static key => key.Column))} LIMIT @most
        """;

    /// <summary>Replaces a value that is still as it was read.</summary>
    public string Update => $"UPDATE {Table} SET {Column} = @next WHERE tenant_id = @tenant AND {string.Join(" AND ", Keys.Select(static key => $"{key.Column} = @{key.Parameter}"))} AND {Column} = @Box";
}
