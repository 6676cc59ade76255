using System.Globalization;
using System.Text.Json;

namespace Sallyport.Policy.Reading;

/// <summary>A date, meaning the start of that day in UTC, or a moment in UTC.</summary>
internal sealed class DateShape : PolicyShape
{
    private static readonly string[] Formats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss'Z'"];

    public override object? Read(PolicyNode node, string name, PolicyProblems problems)
    {
        if (!IsScalar(node, name, "a date", problems))
        {
            return null;
        }

        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTimeOffset.TryParseExact(node.Text, Formats, CultureInfo.InvariantCulture, Utc, out var moment))
        {
            return moment;
        }

        problems.Error(node, $"'{PolicyProblems.Quote(node.Text)}' is not a date.", "Write 2027-01-31, which ends as that day begins in UTC, or 2027-01-31T12:00:00Z.");
        return null;
    }

    public override void WriteSchema(Utf8JsonWriter schema)
    {
        schema.WriteString("type", "string");
        schema.WriteString("pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?$");
    }
}
