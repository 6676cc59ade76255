using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sallyport.Retrieval.Reading;

namespace Sallyport.Documents.Contained;

/// <summary>
/// What the reading process says to the gateway: a line of JSON for each passage, <c>{"text":…,"heading":…,"page":…,"hidden":true}</c>, and one last line <c>{"end":"read"}</c> or <c>{"end":"EncryptedPdf"}</c>, a fault by name.
/// Whatever else it says counts as a process that ended early: it has parsed a hostile file and may be anyone's.
/// </summary>
internal static class PassageLines
{
    /// <summary>The last line's word for a document that was read to its end.</summary>
    public const string Read = "read";

    /// <summary>The longest line, in bytes: a passage of escapes.</summary>
    public const int LongestLine = (DocumentLimits.PassageLength * 6) + 16_384;

    private const int LongestHeading = DocumentLimits.HeadingLevels * (DocumentLimits.HeadingLength + 3);

    // Other scripts stay three bytes a letter.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a passage.</summary>
    public static void Write(IBufferWriter<byte> to, DocumentPassage passage)
    {
        using (var writer = new Utf8JsonWriter(to, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("text", passage.Text);
            if (passage.Heading is { } heading)
            {
                writer.WriteString("heading", heading);
            }

            if (passage.Page is { } page)
            {
                writer.WriteNumber("page", page);
            }

            if (passage.IsHidden)
            {
                writer.WriteBoolean("hidden", true);
            }

            writer.WriteEndObject();
        }

        to.Write("\n"u8);
    }

    /// <summary>Writes the last line.</summary>
    public static void WriteEnd(IBufferWriter<byte> to, string end) => to.Write(Encoding.UTF8.GetBytes($"{{\"end\":\"{end}\"}}\n"));

    /// <summary>Reads a line.</summary>
    /// <param name="line">Without its end.</param>
    /// <param name="passage">The passage, or null where it is the last line.</param>
    /// <param name="end">What the last line says, or null.</param>
    /// <exception cref="JsonException">It is neither.</exception>
    /// <exception cref="InvalidOperationException">A value is of another type, or no valid text.</exception>
    public static void Parse(ReadOnlySpan<byte> line, out DocumentPassage? passage, out string? end)
    {
        var (text, heading, page, isHidden) = ((string?)null, (string?)null, (int?)null, false);
        (passage, end) = (null, null);
        var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = 1 });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "text":
                    text = reader.GetString();
                    break;
                case "heading":
                    heading = reader.GetString();
                    break;
                case "page":
                    page = reader.GetInt32();
                    break;
                case "hidden":
                    isHidden = reader.GetBoolean();
                    break;
                case "end":
                    end = reader.GetString();
                    break;
                default:
                    throw new JsonException();
            }
        }

        if (end is null)
        {
            passage = !string.IsNullOrWhiteSpace(text) && heading is not { Length: > LongestHeading } && page is null or > 0
                ? new DocumentPassage(text!, heading, page, isHidden)
                : throw new JsonException();
        }
    }
}
