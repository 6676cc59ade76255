using System.Runtime.CompilerServices;
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

        Assert.Equal(3, blocks.Length);
        Assert.All(blocks, block => Assert.Contains(block, samples, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Plain_AnswersGuarded()
    {
        var text = await EmbeddingSamples.PlainAsync(ScriptedChatClient.Saying("Write to ann@example.com."));

        Assert.Equal("Write to [REDACTED:pii.email].", text);
    }

    [Fact]
    public Task Streamed_Runs() => EmbeddingSamples.StreamedAsync(ScriptedChatClient.Saying("hello"));

    // Without indentation, which differs between the page and the class.
    private static string Flat(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim())).Trim();

    private static string Here([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
