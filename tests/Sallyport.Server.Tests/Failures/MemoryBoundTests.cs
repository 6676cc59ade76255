using System.Net;
using System.Runtime.Versioning;
using System.Text;
using Xunit;

namespace Sallyport.Server.Tests.Failures;

/// <summary>Many of the largest requests at once, on a process that may use 2 GB: some are told to come back, and it lives.</summary>
[SupportedOSPlatform("linux")]
public sealed class MemoryBoundTests
{
    private const long Memory = 2L << 30;
    private const int BodySize = 30 << 20;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Server_UnderManyOfTheLargestRequests_RefusesBeyondItsBudgetAndStaysInItsMemory()
    {
        // The heap's limit is what the process takes for the machine's memory: the budget is a 32nd of it, two such bodies.
        await using var server = await SallyportProcess.ServeWithAsync(new() { ["DOTNET_GCHeapHardLimit"] = Memory.ToString("x", System.Globalization.CultureInfo.InvariantCulture) });
        using var client = server.OpenClient();
        client.Timeout = TimeSpan.FromMinutes(5);
        var body = Encoding.UTF8.GetBytes(Body());

        var answers = (await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PostAsync(client, body)))).OfType<(HttpStatusCode Status, bool SaysWhen)>().ToArray();
        using var after = await client.PostAsync("/v1/chat/completions", StrictRecord.Hello(), Cancel);

        Assert.All(answers, static answer => Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, answer.Status.ToString()));
        Assert.Contains(answers, static answer => answer.Status == HttpStatusCode.OK);
        Assert.Contains(answers, static answer => answer.Status == HttpStatusCode.ServiceUnavailable);
        Assert.All(answers, static answer => Assert.Equal(answer.Status == HttpStatusCode.ServiceUnavailable, answer.SaysWhen));
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        Assert.InRange(server.PeakMemory, 0, Memory);
    }

    private static async Task<(HttpStatusCode Status, bool SaysWhen)?> PostAsync(HttpClient client, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = content };

        try
        {
            using var answer = await client.SendAsync(request, Cancel);
            return (answer.StatusCode, answer.Headers.RetryAfter is not null);
        }
        catch (HttpRequestException)
        {
            // A refusal that comes while the body is still being sent can be lost with the connection.
            return null;
        }
    }

    private static string Body()
    {
        const string words = "the quick brown fox jumps over the lazy dog 42 times. ";
        var text = new StringBuilder("""{"model":"demo","messages":[{"role":"user","content":""", BodySize + 100).Append('"');
        while (text.Length < BodySize)
        {
            text.Append(words);
        }

        return text.Append("\"}]}").ToString();
    }
}
