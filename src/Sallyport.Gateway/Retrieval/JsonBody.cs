using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Sallyport.Gateway.Failures;

namespace Sallyport.Gateway.Retrieval;

/// <summary>Reads a body of the clean room's API; what is wrong with it is told by place, never by content.</summary>
internal static class JsonBody
{
    private const int MaxPlaceLength = 64;

    /// <summary>The text of a value; null where it is none, or holds half a surrogate pair.</summary>
    public static string? TextOf(JsonElement json)
    {
        try
        {
            return json.ValueKind == JsonValueKind.String ? json.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Reads a body.</summary>
    /// <returns>False with a failure to answer with.</returns>
    public static bool TryRead<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type, [NotNullWhen(true)] out T? value, out RequestFailure failure)
        where T : class
    {
        failure = Failure.None;
        try
        {
            value = JsonSerializer.Deserialize(body, type);
            if (value is not null)
            {
                return true;
            }

            failure = new(Failure.RequestMalformed, "The body has to be a JSON object.");
        }
        catch (JsonException exception)
        {
            value = null;
            var place = exception.Path is { Length: > 0 and <= MaxPlaceLength } path ? path : null;
            failure = new(
                Failure.RequestMalformed,
                place is null or "$" ? "The body is not JSON, or holds a field that this route doesn't know." : "The field is unknown here, stands twice, or has a value of another form.",
                Pointer: place);
        }

        return false;
    }
}
