using System.Globalization;
using System.Text.Json;

namespace Sallyport.Policy.Reading;

/// <summary>A number between two bounds, both included.</summary>
internal sealed class NumberShape(double least, double most) : PolicyShape
{
    public override object? Read(PolicyNode node, string name, PolicyProblems problems)
    {
        if (!IsScalar(node, name, "a number", problems))
        {
            return null;
        }

        if (node.IsPlain
            && double.TryParse(node.Text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most)
        {
            return number;
        }

        var range = least == most ? string.Create(CultureInfo.InvariantCulture, $"only {least}") : string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}");
        problems.Error(node, $"'{name}' takes {range}, not '{PolicyProblems.Quote(node.Text)}'{(node.IsPlain ? "" : " in quotes")}.");
        return null;
    }

    public override void WriteSchema(Utf8JsonWriter schema)
    {
        schema.WriteString("type", "number");
        schema.WriteNumber("minimum", least);
        schema.WriteNumber("maximum", most);
    }
}
