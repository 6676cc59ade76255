using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Numerics.Tensors;
using Sallyport.Gateway.Exchanges;
using Sallyport.Gateway.Hosting;
using Sallyport.Gateway.Upstream;
using Sallyport.Retrieval;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Retrieval;

/// <summary>
/// One tenant's embedding endpoint, which speaks OpenAI's protocol. Called over the tenant's own connections, with the credential of one of its upstreams and at
/// that upstream's address only; answers are bounded, and one that isn't exactly a vector for each text is refused. Safe for concurrent use.
/// </summary>
internal sealed class RemoteEmbedder : Embedder, IDisposable
{
    private const int MostAtOnce = 4;

    // A float takes some 22 characters where it is written out in full, as a double.
    private const int BytesPerNumber = 32;
    private const int BytesPerVector = 512;
    private const int AnswerSlack = 64 << 10;
    private const int LargestAnswer = 16 << 20;

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly TenantId _tenant;
    private readonly UpstreamTarget _upstream;
    private readonly EmbedderSettings _settings;
    private readonly OutboundPools _pools;
    private readonly TimeProvider _time;
    private readonly Uri _address;
    private readonly int _batchSize;
    private readonly SemaphoreSlim _gate = new(MostAtOnce);

    /// <summary>An endpoint.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="upstream">Where it is and with which credential.</param>
    /// <param name="settings">How it is asked.</param>
    /// <param name="pools">The way out.</param>
    /// <param name="time">Ends calls that take too long.</param>
    /// <exception cref="ArgumentException">The upstream speaks another protocol.</exception>
    public RemoteEmbedder(TenantId tenant, UpstreamTarget upstream, EmbedderSettings settings, OutboundPools pools, TimeProvider time)
    {
        (_tenant, _upstream, _settings, _pools, _time) = (tenant, upstream, settings, pools, time);
        _address = upstream.AddressFor(ModelRoute.Embeddings)
            ?? throw new ArgumentException($"The upstream '{upstream.Name}' speaks no OpenAI protocol, so it can't embed.", nameof(upstream));
        _batchSize = Math.Clamp((LargestAnswer - AnswerSlack) / BytesForVector, 1, settings.BatchSize);
        Name = settings.NameAt(upstream.Address);
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override int Dimensions => _settings.Dimensions;

    /// <inheritdoc/>
    public override bool SendsTextsOut => true;

    private int BytesForVector => (BytesPerNumber * Dimensions) + BytesPerVector;

    /// <inheritdoc/>
    public override ValueTask EmbedAsync(IReadOnlyList<string> texts, Memory<float> to, CancellationToken cancellationToken) =>
        EmbedAsync(texts, to, _settings.DocumentPrefix, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask EmbedQueriesAsync(IReadOnlyList<string> texts, Memory<float> to, CancellationToken cancellationToken) =>
        EmbedAsync(texts, to, _settings.QueryPrefix, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private async ValueTask EmbedAsync(IReadOnlyList<string> texts, Memory<float> to, string prefix, CancellationToken cancellationToken)
    {
        var length = checked(texts.Count * Dimensions);
        if (to.Length < length)
        {
            throw new ArgumentException($"{texts.Count} texts take {length} floats.", nameof(to));
        }

        to = to[..length];
        to.Span.Clear();
        var batch = new List<TextWindow>(_batchSize);
        foreach (var window in TextWindow.Cut(texts, _settings.WindowLength))
        {
            batch.Add(window);
            if (batch.Count == _batchSize)
            {
                await AddVectorsAsync(batch, texts, to, prefix, cancellationToken);
                batch.Clear();
            }
        }

        if (batch.Count > 0)
        {
            await AddVectorsAsync(batch, texts, to, prefix, cancellationToken);
        }

        Normalize(to.Span);
    }

    private async ValueTask AddVectorsAsync(
        List<TextWindow> batch, IReadOnlyList<string> texts, Memory<float> to, string prefix, CancellationToken cancellationToken)
    {
        using var clock = new CancellationTokenSource(_settings.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(clock.Token, cancellationToken);
        using var body = new PooledBytes(16 << 10);
        EmbeddingWire.Write(body, _settings, batch.Select(window => new PrefixedText(prefix, texts[window.Text].AsMemory(window.Start, window.Length))));
        using var answer = new PooledBytes(16 << 10);
        try
        {
            await _gate.WaitAsync(either.Token);
            try
            {
                await AskOnceOrAgainAsync(body.WrittenMemory, answer, batch.Count, either.Token);
            }
            finally
            {
                _gate.Release();
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or HttpRequestException or IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw FailureOf(exception, clock.IsCancellationRequested);
        }

        var vectors = EmbeddingWire.Read(answer.WrittenMemory, batch.Count, Dimensions, out var mistake)
            ?? throw Failure($"its answer can't be used: {mistake}", isTransient: false);
        for (var i = 0; i < batch.Count; i++)
        {
            var vector = vectors.AsSpan(i * Dimensions, Dimensions);
            var norm = TensorPrimitives.Norm(vector);
            if (!float.IsFinite(norm) || norm == 0)
            {
                throw Failure("it gave a vector without a direction", isTransient: false);
            }

            // Each window counts alike, whatever length the endpoint gives its vectors.
            var sum = to.Span.Slice(batch[i].Text * Dimensions, Dimensions);
            TensorPrimitives.MultiplyAdd(vector, 1 / norm, sum, sum);
        }
    }

    // A kept connection that the other side was closing tells nothing about the endpoint, and asking twice changes nothing there.
    private async ValueTask AskOnceOrAgainAsync(ReadOnlyMemory<byte> body, PooledBytes answer, int count, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(body, answer, count, cancellationToken);
        }
        catch (HttpRequestException exception) when (
            exception.HttpRequestError == HttpRequestError.ResponseEnded || exception.InnerException is IOException { InnerException: SocketException })
        {
            await SendAsync(body, answer, count, cancellationToken);
        }
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> body, PooledBytes answer, int count, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _address)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = new ReadOnlyMemoryContent(body),
        };
        request.Content.Headers.ContentType = Json;
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        if (_upstream.Credential is { } credential)
        {
            request.Headers.TryAddWithoutValidation(
                _upstream.Kind == UpstreamKind.Azure ? "api-key" : "Authorization", _upstream.Kind == UpstreamKind.Azure ? credential : _upstream.BearerHeader);
        }

        using var response = await _pools.For(_tenant, _upstream).SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw FailureOf(response.StatusCode);
        }

        var most = AnswerSlack + (count * BytesForVector);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        while (await stream.ReadAsync(answer.GetMemory(16 << 10), cancellationToken) is var read and > 0)
        {
            answer.Advance(read);
            if (answer.WrittenCount > most)
            {
                throw Failure($"its answer has more than the {most} bytes that {count} vectors take", isTransient: false);
            }
        }
    }

    private EmbeddingException FailureOf(HttpStatusCode status) => (int)status switch
    {
        401 or 403 => Failure($"it refused the credential (status {(int)status})", isTransient: false),
        404 => Failure("it knows no such model or path (status 404)", isTransient: false),
        400 or 413 or 422 => Failure($"it refused the texts (status {(int)status}); a shorter window may fit the model", isTransient: false),
        408 or 429 or >= 500 => Failure($"it is busy or out of order (status {(int)status})", isTransient: true),
        _ => Failure($"it answered with status {(int)status}", isTransient: false),
    };

    private EmbeddingException FailureOf(Exception exception, bool isLate)
    {
        if (isLate)
        {
            return Failure($"it took longer than {_settings.Timeout.TotalSeconds:0} s", isTransient: true, exception);
        }

        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is OutboundRefusedException)
            {
                return Failure("its address points inward, which only the operator can allow (serve --inward HOST:PORT)", isTransient: false, exception);
            }
        }

        return Failure("there was no connection, or it broke", isTransient: true, exception);
    }

    private EmbeddingException Failure(string what, bool isTransient, Exception? inner = null) =>
        new($"The embedding endpoint '{_upstream.Name}' (model '{_settings.Model}') gave no vectors: {what}.", isTransient, inner);

    private void Normalize(Span<float> vectors)
    {
        for (var start = 0; start < vectors.Length; start += Dimensions)
        {
            var vector = vectors.Slice(start, Dimensions);
            var norm = TensorPrimitives.Norm(vector);
            if (norm > 0)
            {
                TensorPrimitives.Divide(vector, norm, vector);
            }
        }
    }
}
