using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Sallyport.Gateway.Failures;

namespace Sallyport.Gateway.Retrieval;

/// <summary>Writes a whole JSON answer.</summary>
internal static class JsonAnswer
{
    /// <summary>Writes an answer with status 200.</summary>
    public static async ValueTask<RequestFailure> WriteAsync<T>(RetrievalRequest request, T value, JsonTypeInfo<T> type)
    {
        var body = new ArrayBufferWriter<byte>(1024);
        await using (var json = new Utf8JsonWriter(body))
        {
            JsonSerializer.Serialize(json, value, type);
        }

        var response = request.Http.Response;
        response.ContentType = "application/json";
        response.ContentLength = body.WrittenCount;
        await response.Body.WriteAsync(body.WrittenMemory, request.ClientLeft);
        return Failure.None;
    }
}
