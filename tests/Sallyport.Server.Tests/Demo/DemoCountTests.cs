using System.Text;
using System.Text.Json;
using Sallyport.Server.Demo;
using Xunit;

namespace Sallyport.Server.Tests.Demo;

public sealed class DemoCountTests
{
    private const string Request = """{"model":"demo","max_tokens":9,"messages":[{"role":"user","content":"How many tokens are these?"}]}""";

    [Fact]
    public async Task Count_IsWhatTheAnswerToTheRequestSaysThatItUsed()
    {
        using var counted = await PostAsync("messages/count_tokens");
        using var answered = await PostAsync("messages");

        var count = counted.RootElement.GetProperty("input_tokens").GetInt32();

        Assert.Equal(answered.RootElement.GetProperty("usage").GetProperty("input_tokens").GetInt32(), count);
        Assert.InRange(count, 5, Request.Length);
    }

    private static async Task<JsonDocument> PostAsync(string route)
    {
        using var client = new HttpClient(new DemoUpstream(TimeProvider.System));
        using var content = new StringContent(Request, Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri("http://demo/v1/" + route), content, TestContext.Current.CancellationToken);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
