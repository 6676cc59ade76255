using System.Security.Cryptography;
using Sallyport.Retrieval;
using Sallyport.Retrieval.Library;
using Sallyport.Storage.Backups;
using Sallyport.Storage.Tests.Tenancy;
using Sallyport.Tenancy;
using Sallyport.TestKit;
using Xunit;

namespace Sallyport.Storage.Tests.Postgres;

public sealed class DumpTests
{
    // As docs/guide/data.md says. $2 and $3: the databases; $4: the second one's owner.
    private const string DumpAndRestore = """
        "$1/pg_dump" -Fc --exclude-table-data=tenant_keys --exclude-table-data=document_keys --exclude-table-data=scope_key "$2" |
            "$1/pg_restore" --exit-on-error --no-privileges --no-owner --role="$4" -d "$3"
        "$1/pg_dump" -Fc --data-only --table=tenant_keys --table=document_keys "$2" | "$1/pg_restore" --exit-on-error -d "$3"
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dumps_RestoredIntoAnotherDatabase_AreProtectedAndOpenedAgain()
    {
        var master = Convert.ToBase64String(RandomNumberGenerator.GetBytes(MasterKey.Length));
        await using var from = new PostgresFixture();
        await using var to = new PostgresFixture { Keys = from.Keys };
        await from.InitializeAsync();
        await to.CreateAsync();
        var life = new TenantLife(new Workspace(from.Database, master), "Kept");
        await life.BeginAsync(Chapters.All, Cancel);

        await (await PostgresServer.GetAsync()).RunAsync(DumpAndRestore, from.Name, to.Name, to.Owner);
        await using var database = await to.OpenAgainAsync();
        await Restore.MarkRestoredAsync(database, "dumps", TimeProvider.System, Cancel);

        var work = new Workspace(database, master);
        var vault = await work.Vaults.OpenAsync(life.Vault.Tenant, Cancel);
        var files = (await work.Files.ListAsync(vault, null, new ListWindow<FileId>(10), Cancel)).Items;
        var texts = new List<string>();
        foreach (var file in files)
        {
            await using var content = await work.Files.OpenReadAsync(vault, file.Id, Cancel);
            using var reader = new StreamReader(content ?? Stream.Null);
            texts.Add(await reader.ReadToEndAsync(Cancel));
        }

        Assert.Equal(3, texts.Count);
        Assert.All(texts, static text => Assert.Contains(TenantLife.SecretOf("Kept"), text, StringComparison.Ordinal));
        Assert.Empty(await to.QueryAsync<string>(
            """
            SELECT c.relname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
            """));
        Assert.Equal([to.Owner], await to.QueryAsync<string>("SELECT DISTINCT pg_get_userbyid(relowner)::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"));
    }
}
