using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sallyport.Hosting;

/// <summary>The texts in a value that a chat message carries beside its own text: arguments, results, properties.</summary>
internal static class ValueTexts
{
    /// <summary>Calls <paramref name="onText"/> for each text in <paramref name="value"/>.</summary>
    /// <param name="value">A string, JSON, or an object that serializes to it.</param>
    /// <param name="set">Puts another value in its place.</param>
    /// <param name="onText">Takes each text with the way to replace it, or null where there is none.</param>
    /// <param name="onUnread">Called where the value, or a part of it, can't be read.</param>
    /// <param name="finish">Takes what is to be done once all replacements are made.</param>
    public static void Visit(object? value, Action<object?> set, Action<string, Action<string>?> onText, Action onUnread, List<Action> finish)
    {
        switch (value)
        {
            case null or bool:
                return;
            case string text:
                onText(text, edited => set(edited));
                return;
        }

        if (JsonLeaves.Copy(value) is not { } root)
        {
            if (value is not JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined })
            {
                onUnread();
            }

            return;
        }

        var isEdited = false;
        var isWhole = JsonLeaves.Visit(
            root,
            replacement => root = replacement!,
            (text, replace) => onText(text, replace is null ? null : edited =>
            {
                isEdited = true;
                replace(edited);
            }));
        if (!isWhole)
        {
            onUnread();
        }

        finish.Add(() =>
        {
            if (isEdited)
            {
                set(ToElement(root));
            }
        });
    }

    private static JsonElement ToElement(JsonNode node)
    {
        using var document = JsonDocument.Parse(node.ToJsonString());
        return document.RootElement.Clone();
    }
}
