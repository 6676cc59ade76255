using System.Text.Json;

namespace Sallyport.Policy.Reading;

/// <summary>A string.</summary>
/// <param name="expected">What it is, for messages: "a name".</param>
/// <param name="maxLength">UTF-16 code units.</param>
/// <param name="isValid">The rule beyond the length; null where there is none.</param>
/// <param name="rule">The rule in words, as a sentence.</param>
/// <param name="pattern">The rule as a regular expression for editors; never run here.</param>
internal sealed class TextShape(string expected, int maxLength, Func<string, bool>? isValid = null, string? rule = null, string? pattern = null) : PolicyShape
{
    public override object? Read(PolicyNode node, string name, PolicyProblems problems)
    {
        if (!IsScalar(node, name, expected, problems))
        {
            return null;
        }

        if (node.Text.Length == 0 || node.Text.Length > maxLength)
        {
            problems.Error(node, $"'{name}' takes {expected} of 1 to {maxLength} characters; this has {node.Text.Length}.");
            return null;
        }

        if (isValid is not null && !isValid(node.Text))
        {
            problems.Error(node, $"'{PolicyProblems.Quote(node.Text)}' is not {expected}.", rule);
            return null;
        }

        return node.Text;
    }

    public override void WriteSchema(Utf8JsonWriter schema)
    {
        schema.WriteString("type", "string");
        schema.WriteNumber("minLength", 1);
        schema.WriteNumber("maxLength", maxLength);
        if (pattern is not null)
        {
            schema.WriteString("pattern", pattern);
        }
    }
}
