using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Sallyport.Server.Demo;
using Xunit;

namespace Sallyport.Server.Tests.Demo;

public sealed class DemoEmbeddingTests
{
    [Fact]
    public async Task Embedding_AskedForInBase64_IsTheSameVectorAsInNumbers()
    {
        var numbers = (await EmbedAsync("""{"model":"demo","input":"hello","encoding_format":"float"}""")).EnumerateArray().Select(static value => value.GetSingle());
        var packed = (await EmbedAsync("""{"model":"demo","input":"hello","encoding_format":"base64"}""")).GetBytesFromBase64();

        Assert.Equal(numbers, MemoryMarshal.Cast<byte, float>(packed).ToArray());
    }

    private static async Task<JsonElement> EmbedAsync(string body)
    {
        using var client = new HttpClient(new DemoUpstream(TimeProvider.System));
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri("http://demo/v1/embeddings"), content, TestContext.Current.CancellationToken);
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return answer.RootElement.GetProperty("data")[0].GetProperty("embedding").Clone();
    }
}
