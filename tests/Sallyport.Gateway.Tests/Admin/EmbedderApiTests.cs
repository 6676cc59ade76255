using System.Net;
using Sallyport.Retrieval.Library;
using Sallyport.Storage.Retrieval;
using Xunit;

namespace Sallyport.Gateway.Tests.Admin;

public sealed class EmbedderApiTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FilesThatFailedForWantOfVectors_AreRetriedOnce()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var admin = new AdminClient(gateway.Admin);
        var installation = await TestInstallation.Instance;
        var vault = await installation.Vaults.OpenAsync(gateway.Tenant.Id, Cancel);
        var store = (await installation.VectorStores.CreateAsync(vault, new VectorStoreDraft(), "tests/1", Cancel)).Id;
        var file = (await installation.Files.UploadAsync(vault, "a.txt", "assistants", new MemoryStream("text"u8.ToArray()), long.MaxValue, Cancel)).Id;
        await installation.StoreFiles.AttachAsync(vault, store, new StoreFileDraft(file), Cancel);
        var now = DateTimeOffset.UtcNow;
        var claim = (await installation.Ingestion.ClaimAsync(vault, "tests", now, now + TimeSpan.FromMinutes(1), Cancel))!;
        var wrapped = (await new FileStore(installation.Database).ReadKeysAsync(vault, [file], Cancel))[file];
        using (var key = DocumentKey.Unwrap(vault, file, wrapped))
        {
            Assert.True(await installation.Ingestion.FailAsync(vault, claim, StoreFileHead.SealError(key, store, IngestionError.NoVectors), Cancel));
        }

        var path = $"/tenants/{gateway.Tenant.Id}/embedder/retry";
        var retried = await admin.CallAsync(HttpMethod.Post, path);
        var again = await admin.CallAsync(HttpMethod.Post, path);
        await admin.CallAsync(HttpMethod.Post, "/tenants/nobody/embedder/retry", null, HttpStatusCode.NotFound);

        Assert.Equal((1, 0), ((int)retried["files"]!, (int)again["files"]!));
        Assert.Equal(StoreFileState.InProgress, (await installation.StoreFiles.FindAsync(vault, store, file, Cancel))!.State);
    }
}
