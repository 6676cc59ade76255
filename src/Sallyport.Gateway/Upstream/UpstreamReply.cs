using System.Net.Http.Headers;
using Sallyport.Gateway.Failures;

namespace Sallyport.Gateway.Upstream;

/// <summary>An upstream's answer: its head, and its body read piece by piece under the clocks. Disposing of it before the end closes the connection. Not safe for concurrent use.</summary>
internal sealed class UpstreamReply : IAsyncDisposable
{
    private const string Json = "application/json";

    private readonly UpstreamDeadline _deadline;
    private readonly HttpResponseMessage? _response;
    private Stream? _body;
    private bool _ended;

    /// <summary>An answer that never came.</summary>
    internal UpstreamReply(RequestFailure failure, UpstreamDeadline deadline)
    {
        Failure = failure;
        _deadline = deadline;
    }

    internal UpstreamReply(HttpResponseMessage response, UpstreamDeadline deadline)
    {
        _response = response;
        _deadline = deadline;
        MediaType = MediaTypeOf(response);
    }

    /// <summary>Why there is no answer; <see cref="RequestFailure.IsNone"/> where there is one.</summary>
    public RequestFailure Failure { get; }

    /// <summary>The HTTP status.</summary>
    public int Status => (int)_response!.StatusCode;

    /// <summary>The media type without parameters, or null.</summary>
    public string? MediaType { get; }

    /// <summary>Whether the answer streams server-sent events.</summary>
    public bool IsEventStream => IsStreams(MediaType);

    /// <summary>How many bytes the body has, where the upstream says so.</summary>
    public long? Length => _response!.Content.Headers.ContentLength;

    /// <summary>The response's own headers, unfiltered: see <see cref="HeaderAllowLists"/>.</summary>
    internal HttpResponseHeaders Headers => _response!.Headers;

    /// <summary>The content's headers.</summary>
    internal HttpContentHeaders ContentHeaders => _response!.Content.Headers;

    /// <summary>Whether a response streams server-sent events.</summary>
    internal static bool IsStream(HttpResponseMessage response) => IsStreams(MediaTypeOf(response));

    /// <summary>Reads the next bytes of the body, within the idle and total times.</summary>
    public async ValueTask<UpstreamRead> ReadAsync(Memory<byte> into)
    {
        _deadline.AwaitPiece();
        try
        {
            _body ??= await _response!.Content.ReadAsStreamAsync(_deadline.Token);
            var read = await _body.ReadAsync(into, _deadline.Token);
            _ended = read == 0;
            _deadline.Pause();
            return new UpstreamRead(read, Failures.Failure.None);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or OperationCanceledException)
        {
            var cause = _deadline.Cause();
            return new UpstreamRead(0, cause == Failures.Failure.None ? Failures.Failure.UpstreamTruncated : cause);
        }
    }

    private static bool IsStreams(string? mediaType) => string.Equals(mediaType, "text/event-stream", StringComparison.OrdinalIgnoreCase);

    // Nearly all answer just this, which needs no parsing.
    private static string? MediaTypeOf(HttpResponseMessage response) =>
        response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var values) && values.Count == 1 && values.ToString() is Json
            ? Json
            : response.Content.Headers.ContentType?.MediaType;

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (!_ended)
        {
            _deadline.Abandon();
        }

        _response?.Dispose();
        _deadline.Dispose();
        return ValueTask.CompletedTask;
    }
}
