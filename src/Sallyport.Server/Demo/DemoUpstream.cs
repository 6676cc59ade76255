using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace Sallyport.Server.Demo;

/// <summary>
/// The model <c>demo</c>: a small scripted upstream inside the executable, so that the guards can be seen without an account anywhere. It answers in all
/// three dialects and is used only while no upstream is set. What it does when is in <see cref="DemoScript"/>.
/// </summary>
internal sealed class DemoUpstream(TimeProvider time) : HttpMessageHandler
{
    private const int EmbeddingSize = 16;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(10);

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        if (path.EndsWith("/models", StringComparison.Ordinal))
        {
            return Json(DemoJson.Object(static json =>
            {
                json.WriteString("object", "list");
                json.Array("data", static model =>
                {
                    model.WriteString("id", "demo");
                    model.WriteString("object", "model");
                    model.WriteNumber("created", 0);
                    model.WriteString("owned_by", "sallyport-demo");
                });
            }));
        }

        var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
        if (path.EndsWith("/embeddings", StringComparison.Ordinal))
        {
            return Json(Embed(body));
        }

        if (path.EndsWith("/messages/count_tokens", StringComparison.Ordinal))
        {
            return Json(MessagesDemo.Count(DemoRequest.Read(body)));
        }

        DemoDialect dialect = path switch
        {
            _ when path.EndsWith("/messages", StringComparison.Ordinal) => new MessagesDemo(),
            _ when path.EndsWith("/responses", StringComparison.Ordinal) => new ResponsesDemo(),
            _ => new ChatCompletionsDemo(),
        };
        var read = DemoRequest.Read(body);
        var answer = DemoScript.Answer(read);
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
        var created = time.GetUtcNow().ToUnixTimeSeconds();
        return read.IsStream
            ? Stream(dialect.Events(read, answer, id, created), cancellationToken)
            : Json(dialect.Whole(read, answer, id, created));
    }

    private static HttpResponseMessage Json(byte[] body)
    {
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(body) };
        response.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return response;
    }

    // Hashes, not meaning: enough for a client to see its own shape come back.
    private static byte[] Embed(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        var input = document.RootElement.GetProperty("input");
        var isPacked = document.RootElement.TryGetProperty("encoding_format", out var form) && form.ValueKind == JsonValueKind.String && form.ValueEquals("base64");
        JsonElement[] inputs = input.ValueKind == JsonValueKind.Array ? [.. input.EnumerateArray()] : [input];
        var items = inputs.Select((text, index) => (Action<Utf8JsonWriter>)(item =>
        {
            item.WriteString("object", "embedding");
            item.WriteNumber("index", index);
            WriteVector(item, text.ToString(), isPacked);
        }));
        return DemoJson.Object(json =>
        {
            json.WriteString("object", "list");
            json.WriteString("model", "demo");
            json.Array("data", [.. items]);
            json.Member("usage", usage =>
            {
                usage.WriteNumber("prompt_tokens", body.Length / 4);
                usage.WriteNumber("total_tokens", body.Length / 4);
            });
        });
    }

    // OpenAI's JavaScript client asks for base64, and reads numbers as if they were that.
    private static void WriteVector(Utf8JsonWriter item, string text, bool isPacked)
    {
        float[] vector = [.. SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)).Take(EmbeddingSize).Select(static value => (value - 128) / 512f)];
        if (isPacked)
        {
            item.WriteBase64String("embedding", MemoryMarshal.AsBytes(vector.AsSpan()));
            return;
        }

        item.WriteStartArray("embedding");
        foreach (var value in vector)
        {
            item.WriteNumberValue(value);
        }

        item.WriteEndArray();
    }

    private HttpResponseMessage Stream(IEnumerable<byte[]> events, CancellationToken cancellationToken)
    {
        var pipe = new Pipe();
        _ = WriteAsync(events, pipe.Writer, cancellationToken);
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(pipe.Reader.AsStream()) };
        response.Content.Headers.ContentType = new MediaTypeHeaderValue("text/event-stream");
        return response;
    }

    private async Task WriteAsync(IEnumerable<byte[]> events, PipeWriter to, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            foreach (var piece in events)
            {
                var written = await to.WriteAsync(piece, cancellationToken);
                if (written.IsCompleted)
                {
                    break;
                }

                await Task.Delay(Pace, time, cancellationToken);
            }
        }
        catch (OperationCanceledException exception)
        {
            failure = exception;
        }

        await to.CompleteAsync(failure);
    }
}
