using System.Buffers;
using System.Text.Json;
using Sallyport.Hosting;
using Sallyport.Pipeline;
using Sallyport.Policy;
using Sallyport.Policy.Reading;

namespace Sallyport.Server.Scanning;

/// <summary>Writes what scanning a text told as one line of JSON.</summary>
internal static class ScanJson
{
    private const string Allow = "allow";

    /// <summary>The line, with its end.</summary>
    public static byte[] Of(byte[] id, TextScanResult result)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WritePropertyName("id");
            // Already found to be one well-formed token; it leaves as it came.
            json.WriteRawValue(id, skipInputValidation: true);
            json.WriteString("verdict", result.Verdict == GuardAction.Ignore ? Allow : Words<GuardAction>.Of(result.Verdict));
            json.WriteStartObject("scores");
            foreach (var (family, score) in result.Scores)
            {
                json.WriteNumber(family, score);
            }

            json.WriteEndObject();
            json.WriteStartArray("findings");
            foreach (var (finding, _) in result.Findings)
            {
                json.WriteStartObject();
                json.WriteString("kind", finding.Kind.Name);
                json.WriteNumber("start", finding.Span.Start);
                json.WriteNumber("end", finding.Span.End);
                json.WriteNumber("score", finding.Score);
                json.WriteString("detector", finding.Detector);
                ReasonJson.Write(json, finding.Reason);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("coverage", Words<Coverage>.Of(result.Coverage));
            json.WriteEndObject();
        }

        bytes.Write("\n"u8);
        return bytes.WrittenSpan.ToArray();
    }
}
