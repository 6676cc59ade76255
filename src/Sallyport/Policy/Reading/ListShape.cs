using System.Text.Json;

namespace Sallyport.Policy.Reading;

/// <summary>A list; a single scalar may stand for a list of one.</summary>
/// <param name="item">What each entry is.</param>
/// <param name="most">The most entries.</param>
/// <param name="least">The least entries.</param>
/// <param name="aliases">Words that stand alone for several entries, such as <c>both</c>.</param>
internal sealed class ListShape(PolicyShape item, int most, int least = 1, IReadOnlyDictionary<string, string[]>? aliases = null) : PolicyShape
{
    private readonly bool _takesScalar = item is not SectionShape;

    public override object? Read(PolicyNode node, string name, PolicyProblems problems)
    {
        if (node.Kind == PolicyNode.Shape.Broken)
        {
            return null;
        }

        if (node.Kind == PolicyNode.Shape.Scalar && !node.IsNull && _takesScalar)
        {
            return ReadAlone(node, name, problems);
        }

        if (node.Kind != PolicyNode.Shape.List)
        {
            problems.Error(node, $"'{name}' takes a list.", "Begin each entry with '- ' on a line of its own.");
            return null;
        }

        if (node.Items.Count < least || node.Items.Count > most)
        {
            problems.Error(node, $"'{name}' takes {least} to {most} entries; here are {node.Items.Count}.");
        }

        var values = new List<PlacedValue>();
        foreach (var entry in node.Items.Take(most))
        {
            if (item.Read(entry, NameOfEntry(name), problems) is { } value)
            {
                values.Add(new(value, entry));
            }
        }

        return values;
    }

    public override void WriteSchema(Utf8JsonWriter schema)
    {
        if (!_takesScalar)
        {
            WriteArray(schema);
            return;
        }

        schema.WriteStartArray("anyOf");
        schema.WriteStartObject();
        item.WriteSchema(schema);
        schema.WriteEndObject();
        if (aliases is not null)
        {
            schema.WriteStartObject();
            new ChoiceShape([.. aliases.Keys]).WriteSchema(schema);
            schema.WriteEndObject();
        }

        schema.WriteStartObject();
        WriteArray(schema);
        schema.WriteEndObject();
        schema.WriteEndArray();
    }

    private List<PlacedValue>? ReadAlone(PolicyNode node, string name, PolicyProblems problems)
    {
        if (aliases is not null && aliases.TryGetValue(node.Text, out var several))
        {
            return [.. several.Select(word => new PlacedValue(word, node))];
        }

        return item.Read(node, name, problems) is { } value ? [new(value, node)] : null;
    }

    // What has keys of its own is told by what it is: a guard, of the list 'guards'.
    private string NameOfEntry(string name) => _takesScalar ? name : name.TrimEnd('s');

    private void WriteArray(Utf8JsonWriter schema)
    {
        schema.WriteString("type", "array");
        schema.WriteNumber("minItems", least);
        schema.WriteNumber("maxItems", most);
        schema.WriteStartObject("items");
        item.WriteSchema(schema);
        schema.WriteEndObject();
    }
}
