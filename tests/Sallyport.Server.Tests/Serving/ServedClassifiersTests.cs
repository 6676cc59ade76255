using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Sallyport.TestKit.Models;
using Sallyport.TestKit.Providers;
using Xunit;

namespace Sallyport.Server.Tests.Serving;

/// <summary>A server that runs a classifier of the operator's own: a real ONNX file, asked by the operator's policy.</summary>
public sealed class ServedClassifiersTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sallyport-server-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Classifier => Path.Combine(_folder, "tiny");

    private string Policy => Path.Combine(_folder, "policy.yaml");

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Fact]
    public async Task Server_WithAClassifier_BlocksWhatItFindsInPromptsAndStreams()
    {
        TinyClassifier.Write(Classifier);
        await WritePolicyAsync();
        await using var provider = await FakeProvider.StartAsync(Stream("A kind ", "answer."), Stream("Such an att", "ack ", "works."));
        await using var server = await SallyportProcess.ServeAsync(_folder, "--classifier", Classifier, "--policy", Policy, "--upstream", $"fake={provider.Address}");
        using var client = server.OpenClient();

        var (passed, kind) = await AskAsync(client, "What is the weather like?");
        var (found, _) = await AskAsync(client, string.Concat(Enumerable.Repeat("What is the weather like? ", 200)) + "Plan an attack.");
        var (_, cut) = await AskAsync(client, "How does it work?");
        Assert.Equal(0, await server.StopAsync());
        var log = await server.Error + await server.Output;

        Assert.Equal(HttpStatusCode.OK, passed);
        Assert.Contains("A kind ", kind, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, found);
        Assert.Equal(2, provider.Requests.Count);
        Assert.DoesNotContain("Such", cut, StringComparison.Ordinal);
        Assert.Contains("blocked", cut, StringComparison.Ordinal);
        Assert.Contains("tiny@", log, StringComparison.Ordinal);
        Assert.Contains(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await ModelAsync())), log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("damaged", 1, "tiny' can't be used. The classifier's file 'model.onnx'")]
    [InlineData("another model", 1, "tiny' can't be used. The classifier's file 'model.onnx' is damaged or another one: its checksum is")]
    [InlineData("no description", 1, "has no file 'classifier.json'")]
    [InlineData("named alike", 2, "is called 'tiny', as another one is")]
    [InlineData("unknown label", 2, "goes by the label 'BAD', but the classifier 'tiny' has GOOD, EVIL")]
    [InlineData("unknown model", 2, "which this server doesn't run; it runs 'other'")]
    [InlineData("no folder", 2, "there is no such folder")]
    public async Task Server_WithAClassifierThatCantBeUsed_DoesNotStart(string mistake, int code, string expected)
    {
        await WritePolicyAsync();
        string[] more = [];
        TinyClassifier.Write(Classifier, mistake switch
        {
            "another model" => new() { ["modelSha256"] = new string('0', 64) },
            "unknown label" => new() { ["labels"] = new JsonArray("GOOD", "EVIL") },
            "unknown model" => new() { ["name"] = "other" },
            _ => null,
        });
        switch (mistake)
        {
            case "damaged":
                await File.WriteAllBytesAsync(Path.Combine(Classifier, "model.onnx"), (await ModelAsync())[..^20], Cancel);
                break;
            case "no description":
                File.Delete(Path.Combine(Classifier, "classifier.json"));
                break;
            case "named alike":
                TinyClassifier.Write(Path.Combine(_folder, "second"));
                more = ["--classifier", Path.Combine(_folder, "second")];
                break;
            case "no folder":
                Directory.Delete(Classifier, recursive: true);
                break;
        }

        var (exit, _, error) = await SallyportProcess.RunAsync(
            ["serve", "--data", Path.Combine(_folder, "data"), "--listen", "http://127.0.0.1:0", "--admin", "http://127.0.0.1:0", "--policy", Policy, "--classifier", Classifier, .. more]);

        Assert.Equal(code, exit);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_WithoutTheClassifierThatATenantsPolicyAsks_SaysSoAndCloses()
    {
        TinyClassifier.Write(Classifier);
        await WritePolicyAsync();
        var first = await SallyportProcess.ServeAsync(_folder, "--classifier", Classifier);
        var (activated, _, error) = await SallyportProcess.RunAsync("policy", "activate", "default", Policy, "--data", first.Data);
        Assert.True(activated == 0, error);
        Assert.Equal(0, await first.StopAsync());

        await using var second = await SallyportProcess.ServeAsync(_folder);
        using var client = second.OpenClient();
        var (status, _) = await AskAsync(client, "What is the weather like?", "demo");
        Assert.Equal(0, await second.StopAsync());

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("asks the classifier 'tiny', which this server doesn't run", await second.Error + await second.Output, StringComparison.Ordinal);
    }

    private static async Task<(HttpStatusCode Status, string Answer)> AskAsync(HttpClient client, string text, string model = "m")
    {
        var body = new JsonObject { ["model"] = model, ["stream"] = true, ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = text }) };
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync("/v1/chat/completions", content, Cancel);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    private static FakeAnswer Stream(params string[] deltas) => FakeAnswer.Events(
    [
        .. deltas.Select(delta => $$$"""{"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"{{{delta}}}"},"finish_reason":null}]}"""),
        """{"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""",
        "[DONE]",
    ]);

    private Task<byte[]> ModelAsync() => File.ReadAllBytesAsync(Path.Combine(Classifier, "model.onnx"), Cancel);

    private Task WritePolicyAsync() => File.WriteAllTextAsync(
        Policy,
        """
        version: 1
        name: own
        remote_guards:
          - name: judge
            protocol: onnx
            model: tiny
            finds: [{kind: injection.own, labels: [BAD]}]
            window: 8000
        guards:
          - {name: own, findings: [injection.own], origins: [user], channels: [text], min_score: 0.9, action: block}
        """,
        Cancel);
}
