using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Sallyport.Server.Demo;

/// <summary>Says an answer as JSON, where a request asks for that: <c>response_format</c> of Chat Completions, <c>text.format</c> of Responses, <c>output_format</c> or <c>output_config.format</c> of Messages.</summary>
internal static class DemoForm
{
    private const int MaxDepth = 24;

    // A schema that refers to itself twice doubles with each depth.
    private const int MaxValues = 1000;

    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema that the answer is to follow: an empty one for any object, or null where text is asked for.</summary>
    public static JsonElement? SchemaOf(JsonElement request)
    {
        var format = Member(request, "response_format") ?? Member(request, "output_format") ?? Member(Member(request, "output_config"), "format") ?? Member(Member(request, "text"), "format");
        return Member(format, "type") is { ValueKind: JsonValueKind.String } type
            ? type.GetString() switch
            {
                "json_object" => JsonElement.Parse("{}"),
                "json_schema" => (Member(Member(format, "json_schema"), "schema") ?? Member(format, "schema"))?.Clone(),
                _ => null,
            }
            : null;
    }

    /// <summary>A value that fits the schema, as far as types, properties, enumerations and references go. The first string in it is the text.</summary>
    public static string Fill(JsonElement schema, string text)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            if (Member(schema, "properties") is null && Member(schema, "$ref") is null && Member(schema, "anyOf") is null)
            {
                json.WriteStartObject();
                json.WriteString("answer", text);
                json.WriteEndObject();
            }
            else
            {
                Write(json, schema, new Filling(schema, text), 0);
            }
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, JsonElement schema, Filling filling, int depth)
    {
        if (depth > MaxDepth || ++filling.Values > MaxValues)
        {
            json.WriteNullValue();
        }
        else if (Member(schema, "$ref") is { ValueKind: JsonValueKind.String } reference && Find(filling.Root, reference.GetString()!) is { } target)
        {
            Write(json, target, filling, depth + 1);
        }
        else if (First(Member(schema, "anyOf")) is { } choice)
        {
            Write(json, choice, filling, depth + 1);
        }
        else if (Member(schema, "const") is { } only)
        {
            only.WriteTo(json);
        }
        else if (First(Member(schema, "enum")) is { } value)
        {
            value.WriteTo(json);
        }
        else
        {
            WriteOfType(json, schema, filling, depth);
        }
    }

    private static void WriteOfType(Utf8JsonWriter json, JsonElement schema, Filling filling, int depth)
    {
        var type = Member(schema, "type");
        switch ((First(type) ?? type) is { ValueKind: JsonValueKind.String } name ? name.GetString() : "object")
        {
            case "string":
                json.WriteStringValue(filling.TakeText());
                break;
            case "integer" or "number":
                json.WriteNumberValue(Member(schema, "minimum") is { ValueKind: JsonValueKind.Number } least ? least.GetDouble() : 0);
                break;
            case "boolean":
                json.WriteBooleanValue(false);
                break;
            case "array":
                json.WriteStartArray();
                if (Member(schema, "items") is { } items)
                {
                    Write(json, items, filling, depth + 1);
                }

                json.WriteEndArray();
                break;
            case "null":
                json.WriteNullValue();
                break;
            default:
                json.WriteStartObject();
                if (Member(schema, "properties") is { ValueKind: JsonValueKind.Object } properties)
                {
                    foreach (var property in properties.EnumerateObject())
                    {
                        json.WritePropertyName(property.Name);
                        Write(json, property.Value, filling, depth + 1);
                    }
                }

                json.WriteEndObject();
                break;
        }
    }

    // "#/$defs/Name": what SDKs write.
    private static JsonElement? Find(JsonElement root, string reference)
    {
        JsonElement? found = reference.StartsWith('#') ? root : null;
        foreach (var step in reference.Split('/').Skip(1))
        {
            found = Member(found, step);
        }

        return found;
    }

    private static JsonElement? Member(JsonElement? of, string name) =>
        of is { ValueKind: JsonValueKind.Object } element && element.TryGetProperty(name, out var value) ? value : null;

    private static JsonElement? First(JsonElement? array) => array is { ValueKind: JsonValueKind.Array } element && element.GetArrayLength() > 0 ? element[0] : null;

    private sealed class Filling(JsonElement root, string text)
    {
        private string? _text = text;

        public JsonElement Root { get; } = root;

        public int Values { get; set; }

        public string TakeText()
        {
            var taken = _text ?? "demo";
            _text = null;
            return taken;
        }
    }
}
