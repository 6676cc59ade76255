using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Tenancy;

namespace Sallyport.Server.Commands;

/// <summary>Prints a command's result: one JSON document, or lines for people.</summary>
internal static class Printing
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Json(JsonNode node) => Console.WriteLine(node.ToJsonString(Options));

    /// <summary>A line of what a caller, a model or a web page wrote: it must not move the reader's cursor, colour the terminal or hide behind invisible characters.</summary>
    public static string Visible(string line) => string.Concat(line.Select(static c =>
        c is '\t' || !(char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format) ? c.ToString() : $"\\u{(int)c:x4}"));

    /// <summary>Prints a list: a JSON array of objects, or a table.</summary>
    public static void List<T>(bool isJson, IEnumerable<T> items, Func<T, JsonObject> json, string[] head, Func<T, string[]> row)
    {
        if (isJson)
        {
            Json(new JsonArray([.. items.Select(json)]));
        }
        else
        {
            Table(head, [.. items.Select(row)]);
        }
    }

    /// <summary>Prints rows in aligned columns.</summary>
    public static void Table(string[] head, IReadOnlyList<string[]> rows)
    {
        var widths = head.Select((title, column) => rows.Select(row => row[column].Length).Append(title.Length).Max()).ToArray();
        foreach (var row in rows.Prepend(head))
        {
            Console.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }

    /// <summary>Limits in a table's cell: requests and tokens a minute, requests open at once.</summary>
    public static string Limits(CallLimits limits)
    {
        var parts = new List<string>();
        Add(limits.RequestsPerMinute, " requests/min");
        Add(limits.TokensPerMinute, " tokens/min");
        Add(limits.Concurrency, " at once");
        return parts.Count == 0 ? "-" : string.Join(", ", parts);

        void Add(long? limit, string unit)
        {
            if (limit is { } number)
            {
                parts.Add(number.ToString(CultureInfo.InvariantCulture) + unit);
            }
        }
    }

    /// <summary>Limits as JSON; null where there is none.</summary>
    public static JsonObject LimitsJson(CallLimits limits) => new()
    {
        ["requests_per_minute"] = limits.RequestsPerMinute,
        ["tokens_per_minute"] = limits.TokensPerMinute,
        ["concurrency"] = limits.Concurrency,
    };

    /// <summary>A time as people and programs read it alike.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
