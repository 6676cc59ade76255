using System.Text;
using Sallyport.TestKit.Providers;
using Xunit;

namespace Sallyport.Server.Tests.Failures;

/// <summary>A streamed answer of which the first piece has come and the rest waits for a word of the test.</summary>
internal sealed class OpenStream : IAsyncDisposable
{
    private const string First = """{"id":"c1","model":"m","choices":[{"index":0,"delta":{"content":"Once upon a time. "},"finish_reason":null}]}""";
    private const string Last = """{"id":"c1","model":"m","choices":[{"index":0,"delta":{"content":"The end."},"finish_reason":"stop"}]}""";
    private const string Whole = """{"id":"c1","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"ok"},"finish_reason":"stop"}]}""";

    private readonly HttpResponseMessage _response;
    private readonly Stream _body;
    private readonly string _begin;

    private OpenStream(HttpResponseMessage response, Stream body, string begin)
    {
        _response = response;
        _body = body;
        _begin = begin;
    }

    /// <summary>The exchange's id.</summary>
    public string Exchange => Assert.Single(_response.Headers.GetValues("x-sallyport-exchange"));

    /// <summary>A provider whose streams wait in the middle for a task; what is not streamed it answers at once.</summary>
    public static Task<FakeProvider> ProviderAsync(Task middle) => FakeProvider.StartAsync(seen => seen.Text.Contains("\"stream\":true", StringComparison.Ordinal)
        ? FakeAnswer.Events(First).WaitFor(middle).Send($"data: {Last}\n\ndata: [DONE]\n\n")
        : FakeAnswer.Json(Whole));

    /// <summary>Calls, and waits for the first piece.</summary>
    public static async Task<OpenStream> OpenAsync(HttpClient client, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = StrictRecord.Hello(isStream: true) };
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[4096];
        var read = await body.ReadAsync(buffer, cancellationToken);
        return new OpenStream(response, body, Encoding.UTF8.GetString(buffer, 0, read));
    }

    /// <summary>The whole body.</summary>
    /// <exception cref="IOException">It ended unfinished.</exception>
    public async Task<string> ReadToEndAsync(CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(_body);
        return _begin + await reader.ReadToEndAsync(cancellationToken);
    }

    /// <summary>What came until the body ended unfinished.</summary>
    public async Task<string> ReadToBreakAsync(CancellationToken cancellationToken)
    {
        var received = new MemoryStream();
        await Assert.ThrowsAnyAsync<IOException>(() => _body.CopyToAsync(received, cancellationToken));
        return _begin + Encoding.UTF8.GetString(received.ToArray());
    }

    public async ValueTask DisposeAsync()
    {
        await _body.DisposeAsync();
        _response.Dispose();
    }
}
