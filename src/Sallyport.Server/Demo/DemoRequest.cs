using System.Text;
using System.Text.Json;

namespace Sallyport.Server.Demo;

/// <summary>The little that the demo model reads of a request, in any of the three dialects.</summary>
/// <param name="Model">The model's name as asked for.</param>
/// <param name="IsStream">Whether to stream.</param>
/// <param name="System">The system or developer text; empty for none.</param>
/// <param name="User">The last user text; empty for none.</param>
/// <param name="Tools">The names of the tools on offer.</param>
/// <param name="IsToolResult">Whether the last item is a tool's result.</param>
/// <param name="Schema">The schema of the JSON that is asked for as the answer; null where text is.</param>
/// <param name="Size">The body's size, for the usage numbers.</param>
internal sealed record DemoRequest(string Model, bool IsStream, string System, string User, IReadOnlyList<string> Tools, bool IsToolResult, JsonElement? Schema, int Size)
{
    /// <summary>Reads a body that the gateway has already found to be well formed.</summary>
    /// <exception cref="JsonException">It is no JSON object.</exception>
    public static DemoRequest Read(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 128 });
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("The demo model reads JSON objects only.");
        }

        var system = new StringBuilder();
        Append(system, root, "system");
        Append(system, root, "instructions");
        var user = string.Empty;
        var isToolResult = false;
        foreach (var message in Items(root, "messages").Concat(Items(root, "input")))
        {
            var role = Text(message, "role");
            isToolResult = role == "tool" || Text(message, "type") == "function_call_output" || HoldsToolResult(message);
            if (role is "system" or "developer")
            {
                Append(system, message, "content");
            }
            else if (role == "user" && !isToolResult)
            {
                user = AllText(message, "content");
            }
        }

        if (root.TryGetProperty("input", out var input) && input.ValueKind == JsonValueKind.String)
        {
            user = input.GetString()!;
        }

        return new DemoRequest(
            Text(root, "model") ?? "demo",
            root.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True,
            system.ToString(),
            user,
            [.. Items(root, "tools").Select(NameOf).OfType<string>()],
            isToolResult,
            DemoForm.SchemaOf(root),
            body.Length);
    }

    private static IEnumerable<JsonElement> Items(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array
            ? items.EnumerateArray().Where(static item => item.ValueKind == JsonValueKind.Object)
            : [];

    private static string? Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? NameOf(JsonElement tool) =>
        Text(tool, "name") ?? (tool.TryGetProperty("function", out var function) && function.ValueKind == JsonValueKind.Object ? Text(function, "name") : null);

    private static bool HoldsToolResult(JsonElement message) =>
        Items(message, "content").Any(static part => Text(part, "type") == "tool_result");

    private static string AllText(JsonElement of, string name)
    {
        var text = new StringBuilder();
        Append(text, of, name);
        return text.ToString();
    }

    private static void Append(StringBuilder to, JsonElement of, string name)
    {
        if (Text(of, name) is { } text)
        {
            to.Append(text);
            return;
        }

        foreach (var part in Items(of, name))
        {
            to.Append(Text(part, "text"));
        }
    }
}
