using System.Text;
using System.Text.Json;
using Sallyport.Policy.Reading;

namespace Sallyport.Policy;

/// <summary>The policy language as a JSON Schema, for editors that complete and check YAML.</summary>
public static class PolicySchema
{
    private static readonly JsonWriterOptions Layout = new() { Indented = true, NewLine = "\n" };

    /// <summary>The schema: draft 2020-12, indented, ending in a line feed.</summary>
    public static string Json { get; } = Write();

    private static string Write()
    {
        using var stream = new MemoryStream();
        using (var schema = new Utf8JsonWriter(stream, Layout))
        {
            schema.WriteStartObject();
            schema.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
            schema.WriteString("title", "Sallyport policy");
            PolicyFormat.Root.WriteSchema(schema);
            schema.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }
}
