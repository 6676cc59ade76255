using System.Text;
using System.Text.Json;

namespace Sallyport.Documents.Plain;

/// <summary>
/// JSON made readable: a passage for each object or array that holds values, begun by its path (<c>orders[3].lines[0]</c>) and followed by a line for each value (<c>city: Oslo</c>). A list of values alone
/// stays in the line of its name. What comes after something nested is a further passage, so that the order is kept.
/// </summary>
internal static class JsonPassages
{
    private const int LongestPath = 300;
    private const int MostInLine = 100;

    /// <summary>Reads one JSON value.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="sink">Takes the passages.</param>
    /// <exception cref="DocumentFaultException">It is no JSON, or too deep.</exception>
    public static void Read(ReadOnlySpan<byte> json, PassageSink sink)
    {
        if (json is [0xEF, 0xBB, 0xBF, ..])
        {
            json = json[3..];
        }

        try
        {
            // Utf8JsonReader checks the depth by its own: the count that follows tells which of the two is wrong.
            Walk(new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = DocumentLimits.Depth }), sink);
        }
        catch (JsonException) when (IsTooDeep(json))
        {
            throw new DocumentFaultException(DocumentFault.TooDeep);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Strings that escape half a surrogate pair are an InvalidOperationException.
            throw new DocumentFaultException(DocumentFault.NotJson);
        }
    }

    private static void Walk(Utf8JsonReader reader, PassageSink sink)
    {
        var open = new Stack<JsonFrame>();
        var frame = new JsonFrame("", isArray: false);
        var name = "";
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    name = reader.GetString()!;
                    break;
                case JsonTokenType.StartArray when TryReadLine(ref reader, out var line):
                    frame.Lines.Append(frame.LineStart(name)).Append(line).Append('\n');
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    Flush(frame, sink);
                    open.Push(frame);
                    frame = new JsonFrame(frame.PathOf(name), reader.TokenType == JsonTokenType.StartArray);
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    Flush(frame, sink);
                    frame = open.Pop();
                    break;
                default:
                    frame.Lines.Append(frame.LineStart(name)).Append(Value(ref reader)).Append('\n');
                    break;
            }

            if (frame.Lines.Length > DocumentLimits.PassageLength)
            {
                Flush(frame, sink);
            }
        }

        Flush(frame, sink);
    }

    private static void Flush(JsonFrame frame, PassageSink sink)
    {
        if (frame.Lines.Length == 0)
        {
            return;
        }

        var path = frame.Path.Length <= LongestPath ? frame.Path : "…" + frame.Path[^LongestPath..];
        sink.Add(path.Length > 0 ? $"{path}\n{frame.Lines}" : frame.Lines.ToString(), frame.Section);
        frame.Lines.Clear();
    }

    // A copy of the reader looks ahead; it stops at what is nested, so that each token is looked at twice at most.
    private static bool TryReadLine(ref Utf8JsonReader reader, out string line)
    {
        var ahead = reader;
        var values = new StringBuilder();
        for (var count = 0; count <= MostInLine && ahead.Read(); count++)
        {
            if (ahead.TokenType == JsonTokenType.EndArray)
            {
                reader = ahead;
                line = values.ToString();
                return true;
            }

            if (ahead.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
            {
                break;
            }

            values.Append(values.Length > 0 ? ", " : "").Append(Value(ref ahead));
        }

        line = "";
        return false;
    }

    private static string Value(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString()!,
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        JsonTokenType.Null => "null",
        _ => Encoding.UTF8.GetString(reader.ValueSpan),
    };

    private static bool IsTooDeep(ReadOnlySpan<byte> json)
    {
        var (depth, isString) = (0, false);
        for (var i = 0; i < json.Length && depth <= DocumentLimits.Depth; i++)
        {
            switch (json[i])
            {
                case (byte)'"':
                    isString = !isString;
                    break;
                case (byte)'\\' when isString:
                    i++;
                    break;
                case (byte)'[' or (byte)'{' when !isString:
                    depth++;
                    break;
                case (byte)']' or (byte)'}' when !isString:
                    depth--;
                    break;
                default:
                    break;
            }
        }

        return depth > DocumentLimits.Depth;
    }
}
