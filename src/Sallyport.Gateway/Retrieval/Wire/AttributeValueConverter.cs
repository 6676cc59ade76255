using System.Text.Json;
using System.Text.Json.Serialization;
using Sallyport.Retrieval;

namespace Sallyport.Gateway.Retrieval.Wire;

/// <summary>An attribute as JSON: a text, a number, true or false.</summary>
internal sealed class AttributeValueConverter : JsonConverter<AttributeValue>
{
    public override AttributeValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String when reader.GetString() is { Length: <= AttributeValue.MaxTextLength } text => new(text),
        JsonTokenType.Number when reader.TryGetDouble(out var number) && double.IsFinite(number) => new(number),
        JsonTokenType.True => new(true),
        JsonTokenType.False => new(false),
        _ => throw new JsonException(),
    };

    public override void Write(Utf8JsonWriter writer, AttributeValue value, JsonSerializerOptions options)
    {
        switch (value.Kind)
        {
            case AttributeKind.Number:
                writer.WriteNumberValue(value.Number);
                break;
            case AttributeKind.Boolean:
                writer.WriteBooleanValue(value.Flag);
                break;
            default:
                writer.WriteStringValue(value.Text);
                break;
        }
    }

    /// <summary>Reads a value that is parsed already.</summary>
    public static bool TryRead(JsonElement json, out AttributeValue value)
    {
        value = default;
        switch (json.ValueKind)
        {
            case JsonValueKind.String when JsonBody.TextOf(json) is { Length: <= AttributeValue.MaxTextLength } text:
                value = new(text);
                return true;
            case JsonValueKind.Number when json.TryGetDouble(out var number) && double.IsFinite(number):
                value = new(number);
                return true;
            case JsonValueKind.True or JsonValueKind.False:
                value = new(json.GetBoolean());
                return true;
            default:
                return false;
        }
    }
}
