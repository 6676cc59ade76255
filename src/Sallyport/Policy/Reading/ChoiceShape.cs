using System.Text.Json;

namespace Sallyport.Policy.Reading;

/// <summary>One of a few words.</summary>
internal sealed class ChoiceShape(params IReadOnlyList<string> words) : PolicyShape
{
    public override object? Read(PolicyNode node, string name, PolicyProblems problems)
    {
        if (!IsScalar(node, name, "one word", problems))
        {
            return null;
        }

        if (words.Contains(node.Text, StringComparer.Ordinal))
        {
            return node.Text;
        }

        problems.Error(node, $"'{PolicyProblems.Quote(node.Text)}' is not a value of '{name}'.", Spelling.Hint(node.Text, words));
        return null;
    }

    public override void WriteSchema(Utf8JsonWriter schema)
    {
        schema.WriteStartArray("enum");
        foreach (var word in words)
        {
            schema.WriteStringValue(word);
        }

        schema.WriteEndArray();
    }
}
