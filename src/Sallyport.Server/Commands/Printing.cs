using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Commands;

/// <summary>Prints a command's result: one JSON document, or lines for people.</summary>
internal static class Printing
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Json(JsonNode node) => Console.WriteLine(node.ToJsonString(Options));

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

    /// <summary>A time as people and programs read it alike.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
}
