using System.Globalization;
using System.Text;

namespace Sallyport.Gateway.Json;

/// <summary>Builds JSON pointers (RFC 6901). Only for what is shown: it walks and allocates.</summary>
internal static class JsonPointer
{
    private const int MaxLength = 512;

    /// <summary>The pointer of a node; a name has its value's. One longer than 512 characters keeps its end.</summary>
    public static string Of(JsonNode node) => Of(node, static name => name);

    /// <summary>The pointer as a refusal may show it: a name that is no plain word could be anything the caller wrote, and stands as <c>…</c>.</summary>
    public static string Shown(JsonNode node) => Of(node, PlainWord.Shown);

    private static string Of(JsonNode node, Func<string, string> shown)
    {
        var steps = new List<string>();
        var at = node.Kind is JsonKind.Name && node.Index + 1 < node.Map.Count ? new JsonNode(node.Map, node.Index + 1) : node;
        for (var parent = at.Parent; parent.Kind is not JsonKind.None; at = parent, parent = at.Parent)
        {
            steps.Add(StepTo(at, parent, shown));
        }

        var pointer = new StringBuilder();
        for (var i = steps.Count - 1; i >= 0; i--)
        {
            pointer.Append('/').Append(steps[i]);
        }

        return pointer.Length <= MaxLength ? pointer.ToString() : "…" + pointer.ToString(pointer.Length - MaxLength, MaxLength);
    }

    private static string StepTo(JsonNode at, JsonNode parent, Func<string, string> shown)
    {
        if (parent.IsArray)
        {
            var index = 0;
            for (var row = parent.Index + 1; row < at.Index; row = at.Map.Row(row).After)
            {
                index++;
            }

            return index.ToString(CultureInfo.InvariantCulture);
        }

        var name = at.Kind is JsonKind.Name ? at : new JsonNode(at.Map, at.Index - 1);
        return name.Range.Length < 2 ? "" : shown(name.Text()).Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
    }
}
