using Sallyport.Gateway.Anthropic;
using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.OpenAi;
using Xunit;

namespace Sallyport.Gateway.Tests.Dialects;

/// <summary>The wire files under Golden: a folder a dialect, with requests, answers and streams, each with its reading beside it.</summary>
internal static class GoldenFiles
{
    public static string Root { get; } = Path.Combine(AppContext.BaseDirectory, "Golden");

    public static TheoryData<string> Named(string pattern)
    {
        var names = new TheoryData<string>();
        foreach (var file in Directory.EnumerateFiles(Root, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            names.Add(Path.GetRelativePath(Root, file));
        }

        return names;
    }

    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Root, name));

    public static Dialect DialectOf(string name) => Path.GetDirectoryName(name) switch
    {
        "chat" => new ChatCompletionsDialect(),
        "count_tokens" => new CountTokensDialect(),
        "embeddings" => new EmbeddingsDialect(),
        "messages" => new MessagesDialect(),
        "responses" => new ResponsesDialect(),
        var folder => throw new InvalidOperationException($"No dialect has the folder '{folder}'."),
    };
}
