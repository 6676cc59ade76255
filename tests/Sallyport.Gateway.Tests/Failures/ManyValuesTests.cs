using System.Diagnostics;
using System.Net;
using System.Text;
using Sallyport.Gateway.Anthropic;
using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Hosting;
using Sallyport.Gateway.OpenAi;
using Sallyport.Gateway.Streaming;
using Sallyport.TestKit.Providers;
using Xunit;

namespace Sallyport.Gateway.Tests.Failures;

/// <summary>Very many small values in one body or event: they cost no more than their number, and count against the process's budget.</summary>
public sealed class ManyValuesTests
{
    private const int Many = 200_000;

    // Hundreds of times what it takes; work that grew with the square of their number would take minutes.
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("""{"choices":[],"x":[*]}""", "\"a\"")]
    [InlineData("""{"choices":[],"x":[*]}""", """{"index":0,"t":"a"}""")]
    [InlineData("""{"choices":[],"x":[*,[{"index":0,"t":"a"},{"index":0,"t":"b"}]]}""", "0")]
    public void ReadEvent_ManyStringsInFieldsThatNobodyKnows_TakesNoLongerThanTheirNumber(string data, string value)
    {
        AssertIsQuick(new ChatCompletionsDialect(), data.Replace("*", Values(value, Many), StringComparison.Ordinal));
    }

    [Fact]
    public void ReadEvent_ManyStringsBesideManyFields_TakesNoLongerThanTheirNumber()
    {
        var fields = string.Join(',', Enumerable.Range(0, 100_000).Select(static number => $"\"f{number}\":0"));
        AssertIsQuick(new MessagesDialect(), $$"""{"type":"ping2",{{fields}},"x":[{{Values("""{"index":0,"t":"a"}""", 100_000)}}]}""");
    }

    [Fact]
    public void ReadEvent_ManyItemsThatNoEventBegan_TakesNoLongerThanTheirNumber()
    {
        using var stream = new ResponsesDialect().OpenStream();
        using var reading = new EventReading();
        for (var i = 0; i < 9_999; i++)
        {
            Read(stream, reading, $$$"""{"type":"response.output_item.added","output_index":{{{i}}},"item":{"type":"message","id":"i{{{i}}}"}}""");
        }

        var watch = Stopwatch.StartNew();
        Read(stream, reading, $$$"""{"type":"response.completed","response":{"output":[{{{Values("""{"type":"message","id":"other"}""", Many / 2)}}}]}}""");

        Assert.Equal(EventKind.End, reading.Kind);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Enough);
    }

    [Fact]
    public async Task Stream_MoreToolCallsThanAnAnswerMayHave_IsAFailure()
    {
        var calls = string.Join(',', Enumerable.Range(0, 17_000).Select(static number => $$$"""{"index":0,"function":{"name":"f{{{number}}}"}}"""));
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Events($$$"""{"choices":[{"index":0,"delta":{"tool_calls":[{{{calls}}}]},"finish_reason":"tool_calls"}]}""", "[DONE]"));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        var answer = await gateway.ChatAsync("""{"model":"gpt-x","stream":true,"messages":[{"role":"user","content":"hi"}]}""");

        Assert.Contains("\"error\"", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("tool_calls", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"a\"", 150_000)]
    [InlineData("""{"function":{"arguments":"{}"}}""", 20_000)]
    public async Task Request_ManyValues_CountAgainstTheBudget(string value, int count)
    {
        var options = new GatewayOptions { MaxBodyBytes = 1 << 20, MaxBodyBytesInFlight = 1 << 20 };
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json("""{"choices":[]}"""));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, options: options);
        var values = Values(value, count);

        using var many = await gateway.PostAsync("/v1/chat/completions", Body($"[{values}]"));
        using var one = await gateway.PostAsync("/v1/chat/completions", Body($"\"{new string('a', values.Length)}\""));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, many.StatusCode);
        Assert.Equal(HttpStatusCode.OK, one.StatusCode);
    }

    private static string Body(string value) => $$"""{"model":"gpt-x","messages":[{"role":"assistant","tool_calls":{{value}}}]}""";

    private static string Values(string value, int count) => string.Join(',', Enumerable.Repeat(value, count));

    private static void AssertIsQuick(Dialect dialect, string data)
    {
        using var stream = dialect.OpenStream();
        using var reading = new EventReading();
        var watch = Stopwatch.StartNew();

        Read(stream, reading, data);

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Enough);
    }

    private static void Read(AnswerStream stream, EventReading reading, string data)
    {
        var bytes = Encoding.UTF8.GetBytes(data);
        stream.Read(new SseFrame(bytes, bytes, 0, default, HasData: true, OtherBytes: 0), reading);
    }
}
