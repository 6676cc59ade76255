using System.Text.Json;

namespace Sallyport.Policy.Reading;

/// <summary><c>true</c> or <c>false</c>, without quotes; YAML's older spellings (yes, on) are refused, since readers differ on them.</summary>
internal sealed class FlagShape : PolicyShape
{
    public override object? Read(PolicyNode node, string name, PolicyProblems problems)
    {
        if (!IsScalar(node, name, "true or false", problems))
        {
            return null;
        }

        if (node is { IsPlain: true, Text: "true" or "false" })
        {
            return node.Text == "true";
        }

        problems.Error(node, $"'{name}' takes true or false, not '{PolicyProblems.Quote(node.Text)}'.");
        return null;
    }

    public override void WriteSchema(Utf8JsonWriter schema) => schema.WriteString("type", "boolean");
}
