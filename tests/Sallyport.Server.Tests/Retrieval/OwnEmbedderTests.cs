using System.Net;
using Xunit;

namespace Sallyport.Server.Tests.Retrieval;

/// <summary>A server that is given an embedder of the operator's own.</summary>
public sealed class OwnEmbedderTests
{
    // The model that ships, under another name: another embedder, as far as anybody can tell.
    private const string Description = """
        {
          "name": "our-own", "tokenizer": "unigram", "vocabulary": "vocab.json", "pooling": "none", "begin": "", "end": "", "unknown": "\uFFFD",
          "special": ["<s>", "</s>", "extra_token_id_1", "extra_token_id_2", "extra_token_id_3"], "maxTokens": 128, "overlap": 32
        }
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Server_GivenAnotherEmbedder_EmbedsAnewAndFindsByWordsMeanwhile()
    {
        var folder = Directory.CreateTempSubdirectory("sallyport-server-").FullName;
        var own = Directory.CreateDirectory(Path.Combine(folder, "embedder")).FullName;
        foreach (var file in (string[])["model.onnx", "vocab.json"])
        {
            File.Copy(Path.Combine(RepositoryRoot(), "src", "Sallyport.Onnx", "Models", "use-lite-en", file), Path.Combine(own, file));
        }

        await File.WriteAllTextAsync(Path.Combine(own, "embedder.json"), Description, Cancel);
        var first = await SallyportProcess.ServeAsync(folder);
        var caller = await RetrievalCaller.OpenAsync(first);
        var (store, _) = await caller.IngestAsync("handbook.txt", "Employees may take sixteen weeks of parental leave. It is paid in full.");
        Assert.Equal(HttpStatusCode.OK, await SearchAsync(caller, store, "vector"));
        Assert.Equal(0, await first.StopAsync());

        await using var second = await SallyportProcess.ServeAsync(folder, "--embedder", own);
        caller = new(second, caller.Key);
        Assert.Equal(HttpStatusCode.OK, await SearchAsync(caller, store, "bm25"));
        Assert.Equal(HttpStatusCode.OK, await SearchAsync(caller, store, "hybrid"));
        var byVector = await SallyportProcess.UntilAsync(() => SearchAsync(caller, store, "vector"), static status => status == HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.OK, byVector);
        Assert.Equal(0, await second.StopAsync());

        Assert.Contains("our-own@", await second.Error + await second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_GivenAFolderThatIsNoEmbedder_DoesNotStart()
    {
        using var folder = new TemporaryDirectory();

        var (missing, _, noFolder) = await SallyportProcess.RunAsync("serve", "--data", Path.Combine(folder.Location, "data"), "--embedder", Path.Combine(folder.Location, "none"));
        var (empty, _, noFile) = await SallyportProcess.RunAsync("serve", "--data", Path.Combine(folder.Location, "data"), "--listen", "http://127.0.0.1:0", "--admin", "http://127.0.0.1:0", "--embedder", folder.Location);

        Assert.Equal(2, missing);
        Assert.Contains("--embedder", noFolder, StringComparison.Ordinal);
        Assert.Equal(1, empty);
        Assert.Contains("embedder.json", noFile, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> SearchAsync(RetrievalCaller caller, string store, string ranker)
    {
        var (status, body) = await caller.SearchAsync(store, "parental leave", ranker);
        Assert.True(status != HttpStatusCode.OK || body.Contains("sixteen weeks", StringComparison.Ordinal), body);
        return status;
    }

    private static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Sallyport.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The tests run outside the repository.");
        }

        return folder;
    }

    private sealed class TemporaryDirectory : IDisposable
    {
        public string Location { get; } = Directory.CreateTempSubdirectory("sallyport-embedder-").FullName;

        public void Dispose() => Directory.Delete(Location, recursive: true);
    }
}
