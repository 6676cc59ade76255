using Sallyport.Gateway.Json;
using Sallyport.Policy.Reading;
using Sallyport.Text;

namespace Sallyport.Server.Scanning;

/// <summary>A line to be scanned: <c>{"id","text","origin"?,"label"?}</c>. Other members are left alone.</summary>
/// <param name="Id">The id as it came: a JSON string or number; empty where there is none.</param>
/// <param name="Text">The text: UTF-16, lone surrogates kept as they came.</param>
/// <param name="Origin">Whose words it is.</param>
/// <param name="Label">What the text is known to be, or null. Scanning does not look at it.</param>
internal readonly record struct ScanLine(byte[] Id, string Text, Origin Origin, string? Label)
{
    private static readonly JsonLimits Limits = JsonLimits.Answer;

    /// <summary>Reads a line.</summary>
    /// <param name="line">The bytes, without the line's end.</param>
    /// <param name="number">The line's number, from 1.</param>
    /// <exception cref="MalformedLineException">It is no JSON object, or lacks something.</exception>
    public static ScanLine Read(ReadOnlyMemory<byte> line, long number)
    {
        using var map = new JsonMap();
        if (!map.TryRead(line, Limits, out var fault))
        {
            throw new MalformedLineException(number, fault.Message);
        }

        var root = map.Root;
        if (!root.IsObject)
        {
            throw new MalformedLineException(number, "A line is a JSON object with \"id\" and \"text\".");
        }

        var id = root["id"u8];
        if (!id.IsNothing && !id.IsString && id.Kind != JsonKind.Number)
        {
            throw new MalformedLineException(number, "\"id\" is a string or a number.");
        }

        var text = root["text"u8];
        if (!text.IsString)
        {
            throw new MalformedLineException(number, "There is no \"text\" that is a string.");
        }

        var label = root["label"u8];
        return new(id.IsNothing ? [] : id.Bytes.ToArray(), text.Text(), OriginOf(root["origin"u8], number), label.IsString ? label.Text() : null);
    }

    private static Origin OriginOf(JsonNode origin, long number)
    {
        if (origin.IsNothing)
        {
            return Origin.User;
        }

        return origin.IsString && Words<Origin>.TryParse(origin.Text(), out var read)
            ? read
            : throw new MalformedLineException(number, $"\"origin\" is one of {string.Join(", ", Words<Origin>.All)}.");
    }
}
