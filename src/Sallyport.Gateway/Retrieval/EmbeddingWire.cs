using System.Buffers;
using System.Text;
using System.Text.Json;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Retrieval;

/// <summary>OpenAI's embedding protocol, as a client speaks it.</summary>
internal static class EmbeddingWire
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <summary>Writes the body of a call.</summary>
    public static void Write(IBufferWriter<byte> to, EmbedderSettings settings, IEnumerable<PrefixedText> texts)
    {
        using var json = new Utf8JsonWriter(to);
        json.WriteStartObject();
        json.WriteString("model", settings.Model);
        json.WriteString("encoding_format", "float");
        if (settings.AsksForDimensions)
        {
            json.WriteNumber("dimensions", settings.Dimensions);
        }

        json.WriteStartArray("input");
        foreach (var (prefix, text) in texts)
        {
            // Half a surrogate pair becomes U+FFFD; a JSON writer takes none.
            json.WriteStringValue(Encoding.UTF8.GetBytes(prefix + text.ToString()));
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The vectors of an answer in the order of the texts; null where it isn't exactly one vector of the right length for each.</summary>
    /// <param name="answer">The body.</param>
    /// <param name="count">How many texts were sent.</param>
    /// <param name="dimensions">The length of a vector.</param>
    /// <param name="mistake">What is wrong with it, without any of its words.</param>
    public static float[]? Read(ReadOnlyMemory<byte> answer, int count, int dimensions, out string mistake)
    {
        try
        {
            using var document = JsonDocument.Parse(answer, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Array)
            {
                mistake = "it has no array 'data'";
                return null;
            }

            if (data.GetArrayLength() != count)
            {
                mistake = $"it has {data.GetArrayLength()} vectors for {count} texts";
                return null;
            }

            return Read(data, count, dimensions, out mistake);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            mistake = "it is not of OpenAI's form";
            return null;
        }
    }

    private static float[]? Read(JsonElement data, int count, int dimensions, out string mistake)
    {
        var vectors = new float[count * dimensions];
        var isSeen = new bool[count];
        foreach (var entry in data.EnumerateArray())
        {
            if (!entry.TryGetProperty("index", out var place) || !place.TryGetInt32(out var index) || (uint)index >= (uint)count || isSeen[index])
            {
                mistake = "its vectors are not numbered as the texts are";
                return null;
            }

            isSeen[index] = true;
            if (!entry.TryGetProperty("embedding", out var numbers) || numbers.ValueKind != JsonValueKind.Array)
            {
                mistake = "an entry has no array 'embedding'";
                return null;
            }

            if (numbers.GetArrayLength() != dimensions)
            {
                mistake = $"a vector has {numbers.GetArrayLength()} dimensions, {dimensions} are set";
                return null;
            }

            var at = index * dimensions;
            foreach (var number in numbers.EnumerateArray())
            {
                vectors[at++] = number.GetSingle();
            }
        }

        mistake = string.Empty;
        return vectors;
    }
}
