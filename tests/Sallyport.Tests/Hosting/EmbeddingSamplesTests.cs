using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Tests.Hosting;

public sealed class EmbeddingSamplesTests
{
    [Fact]
    public void Guide_ShowsTheCodeThatIsCompiledHere()
    {
        var guide = File.ReadAllText(Path.Combine(Here(), "../../../docs/guide/embedding.md"));
        var samples = Flat(File.ReadAllText(Path.Combine(Here(), "EmbeddingSamples.cs")));

        var blocks = guide.Split("```csharp\n")[1..].Select(rest => Flat(rest[..rest.IndexOf("```", StringComparison.Ordinal)])).ToArray();

        Assert.Equal(5, blocks.Length);
        Assert.All(blocks, block =>
        {
            // The page tells a block's namespaces above it, the class all of them at its top.
            var (namespaces, code) = Parts(block);
            Assert.Contains(code, samples, StringComparison.Ordinal);
            Assert.All(namespaces, name => Assert.Contains(name, samples, StringComparison.Ordinal));
        });
    }

    [Fact]
    public async Task Plain_AnswersGuarded()
    {
        var text = await EmbeddingSamples.PlainAsync(ScriptedChatClient.Saying("Write to ann@example.com."));

        Assert.Equal("Write to [REDACTED:pii.email].", text);
    }

    [Fact]
    public Task Streamed_Runs() => EmbeddingSamples.StreamedAsync(ScriptedChatClient.Saying("hello"));

    [Fact]
    public async Task Record_AndProve_KeepAndVerifyTheLedger()
    {
        var services = new ServiceCollection();
        var folder = Directory.CreateTempSubdirectory("sallyport-embedding-").FullName;
        var store = await EmbeddingSamples.RecordAsync(services, folder, TestContext.Current.CancellationToken);
        services.AddChatClient(ScriptedChatClient.Saying("hello")).UseSallyport();
        await using (var provider = services.BuildServiceProvider())
        {
            await provider.GetRequiredService<IChatClient>().GetResponseAsync("hi", cancellationToken: TestContext.Current.CancellationToken);
        }

        var tenant = TenantId.Parse("tn_0123456789abcdef", null);
        File.Delete("ledger.jsonl");
        await EmbeddingSamples.ProveAsync(store, new byte[32], tenant, TestContext.Current.CancellationToken);

        Assert.Equal(1, (await store.ReadHeadAsync(tenant, TestContext.Current.CancellationToken))!.Size);
        Assert.Contains("completed", await File.ReadAllTextAsync("ledger.jsonl", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static (string[] Namespaces, string Code) Parts(string block)
    {
        var lines = block.Split('\n');
        var namespaces = lines.TakeWhile(static line => line.StartsWith("using ", StringComparison.Ordinal) && !line.Contains('=', StringComparison.Ordinal)).ToArray();
        return (namespaces, string.Join('\n', lines[namespaces.Length..]).Trim());
    }

    // Without indentation, which differs between the page and the class.
    private static string Flat(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim())).Trim();

    private static string Here([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
