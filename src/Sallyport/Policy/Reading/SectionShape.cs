using System.Text.Json;

namespace Sallyport.Policy.Reading;

/// <summary>A mapping with known keys.</summary>
internal sealed class SectionShape(params IReadOnlyList<PolicyField> fields) : PolicyShape
{
    private readonly string[] _names = [.. fields.Select(field => field.Name)];

    public IReadOnlyList<PolicyField> Fields => fields;

    public override object? Read(PolicyNode node, string name, PolicyProblems problems)
    {
        if (node.Kind != PolicyNode.Shape.Map)
        {
            if (node.Kind != PolicyNode.Shape.Broken)
            {
                problems.Error(node, $"'{name}' takes a mapping.", $"Its keys: {string.Join(", ", _names)}.");
            }

            return null;
        }

        var values = new Dictionary<string, PlacedValue>(StringComparer.Ordinal);
        foreach (var (key, value) in node.Entries)
        {
            var field = fields.FirstOrDefault(candidate => candidate.Name == key.Text);
            if (field is null)
            {
                problems.Error(key, $"'{PolicyProblems.Quote(key.Text)}' is not a key of '{name}'.", Spelling.Hint(key.Text, _names));
            }
            else if (value.IsNull)
            {
                problems.Error(value, $"'{field.Name}' has no value.", field.Description);
            }
            else if (field.Shape.Read(value, field.Name, problems) is { } read)
            {
                values.Add(field.Name, new(read, value));
            }
        }

        foreach (var field in fields)
        {
            if (field.IsRequired && !node.Entries.Exists(entry => entry.Key.Text == field.Name))
            {
                problems.Error(node, $"'{name}' has no '{field.Name}'.", field.Description);
            }
        }

        return new SectionValue(node, values);
    }

    public override void WriteSchema(Utf8JsonWriter schema)
    {
        schema.WriteString("type", "object");
        schema.WriteBoolean("additionalProperties", false);
        schema.WriteStartObject("properties");
        foreach (var field in fields)
        {
            schema.WriteStartObject(field.Name);
            schema.WriteString("description", field.Description);
            field.Shape.WriteSchema(schema);
            schema.WriteEndObject();
        }

        schema.WriteEndObject();
        if (fields.Any(field => field.IsRequired))
        {
            schema.WriteStartArray("required");
            foreach (var field in fields.Where(field => field.IsRequired))
            {
                schema.WriteStringValue(field.Name);
            }

            schema.WriteEndArray();
        }
    }
}
