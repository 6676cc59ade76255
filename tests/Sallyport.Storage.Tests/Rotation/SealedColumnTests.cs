using Sallyport.Rotation;
using Sallyport.Storage.Rotation;
using Xunit;

namespace Sallyport.Storage.Tests.Rotation;

public sealed class SealedColumnTests
{
    // Sealed under a document's own key, or wrapped by the master key.
    private static readonly string[] Others =
    [
        "tenant_keys.wrapped", "files.sealed_name", "file_parts.sealed_content", "store_files.sealed_head", "store_files.sealed_error", "chunks.sealed_text", "chunks.sealed_terms", "chunk_vectors.sealed_vector",
    ];

    [Fact]
    public async Task EverySealedColumn_OfTheSchema_IsAKindOrUnderAKeyThatIs()
    {
        using var folder = new TemporaryFolder();
        await using var main = await Database.OpenSqliteAsync(folder.Location, TestContext.Current.CancellationToken);
        await using var vault = await Database.OpenVaultAsync(Path.Combine(folder.Location, "a.vault"), TestContext.Current.CancellationToken);

        List<string> columns = [.. await SealedAsync(main), .. await SealedAsync(vault)];

        Assert.Equal(
            Enum.GetValues<SealedKind>().Select(SealedColumn.Of).Select(static column => $"{column.Table}.{column.Column}").Concat(Others).Order(StringComparer.Ordinal),
            columns.Order(StringComparer.Ordinal));
    }

    private static Task<List<string>> SealedAsync(Database database) => database.ReadAsync(
        DatabaseScope.Installation, session => session.QueryAsync<string>(
            """
            SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
            WHERE m.type = 'table' AND (c.name LIKE 'sealed\_%' ESCAPE '\' OR c.name IN ('wrapped', 'ciphertext'))
            """),
        TestContext.Current.CancellationToken);
}
