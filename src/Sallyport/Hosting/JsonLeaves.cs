using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Sallyport.Hosting;

/// <summary>
/// The strings of a JSON value, property names and numbers included, each to be read by itself. A string or number can be replaced; a number that
/// is replaced becomes a string. A property name can't.
/// </summary>
internal static class JsonLeaves
{
    private const int MaxDepth = 64;

    /// <summary>A copy of a value as JSON; null where it is none (a live object that no serializer takes).</summary>
    public static JsonNode? Copy(object? value)
    {
        try
        {
            return value switch
            {
                null => null,
                JsonElement element => JsonSerializer.SerializeToNode(element, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonElement))),
                JsonNode node => node.DeepClone(),
                _ => JsonSerializer.SerializeToNode(value, AIJsonUtilities.DefaultOptions.GetTypeInfo(value.GetType())),
            };
        }
        catch (Exception e) when (e is NotSupportedException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Calls <paramref name="visit"/> for each string with the way to replace it, or null where there is none.</summary>
    /// <param name="node">The value.</param>
    /// <param name="replaceRoot">Takes what replaces the value itself, if it is a leaf.</param>
    /// <param name="visit">Takes each text.</param>
    /// <returns>False where the value is nested too deep to be read whole.</returns>
    public static bool Visit(JsonNode? node, Action<JsonNode?> replaceRoot, Action<string, Action<string>?> visit) => Visit(node, replaceRoot, visit, 0);

    private static bool Visit(JsonNode? node, Action<JsonNode?> replace, Action<string, Action<string>?> visit, int depth)
    {
        if (depth > MaxDepth)
        {
            return false;
        }

        var isWhole = true;
        switch (node)
        {
            case JsonObject map:
                // A copy: a visitor may replace values while this goes on.
                foreach (var (name, value) in map.ToArray())
                {
                    visit(name, null);
                    isWhole &= Visit(value, replacement => map[name] = replacement, visit, depth + 1);
                }

                break;
            case JsonArray list:
                for (var i = 0; i < list.Count; i++)
                {
                    var index = i;
                    isWhole &= Visit(list[i], replacement => list[index] = replacement, visit, depth + 1);
                }

                break;
            case JsonValue leaf when leaf.GetValueKind() == JsonValueKind.String:
                visit(leaf.GetValue<string>(), text => replace(text));
                break;
            case JsonValue leaf when leaf.GetValueKind() == JsonValueKind.Number:
                visit(leaf.ToJsonString(), text => replace(text));
                break;
        }

        return isWhole;
    }
}
