using System.Text.Json;
using Sallyport.Detection;
using Sallyport.Policy;

namespace Sallyport.Gateway.RemoteGuards;

/// <summary>
/// Reads what a remote guard said. Only an answer that is exactly of the known form says anything: whatever stands around a verdict, beside it or in place of it
/// makes the answer unreadable, and an unreadable one is a guard that failed, never one that found nothing. A text that talks a model into explaining itself gains nothing by it, nor does
/// one that has a model with a prompt repeat a verdict, since it doesn't know the call's code; one that talks it into its own wrong verdict is the model's error, and no parser's to mend.
/// </summary>
internal static class RemoteAnswer
{
    private const string Safe = "safe";
    private const string Unsafe = "unsafe";

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <summary>The kinds that the guard decides, with their scores; null where the answer can't be read.</summary>
    /// <param name="guard">Who answered.</param>
    /// <param name="code">What the verdict has to carry; null where the guard was told none.</param>
    /// <param name="body">The answer.</param>
    public static IReadOnlyList<(FindingKind Kind, float Score)>? Read(RemoteGuard guard, string? code, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            return guard.Protocol switch
            {
                RemoteProtocol.Chat => OfVerdict(guard, ReadChat(document.RootElement, code)),
                RemoteProtocol.Moderation => OfLabels(guard, ReadModeration(document.RootElement)),
                _ => OfLabels(guard, ReadClassifier(document.RootElement)),
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // No JSON, or half a surrogate pair in a string of it.
            return null;
        }
    }

    private static (FindingKind Kind, float Score)[]? OfVerdict(RemoteGuard guard, float? score) =>
        score is { } probability ? [(guard.Finds[0].Kind, probability)] : null;

    // A label that the answer lacks was not judged, so nothing is known of its kind.
    private static List<(FindingKind Kind, float Score)>? OfLabels(RemoteGuard guard, Dictionary<string, float>? labels)
    {
        if (labels is null)
        {
            return null;
        }

        var scores = new List<(FindingKind, float)>(guard.Finds.Count);
        foreach (var finding in guard.Finds)
        {
            var highest = 0f;
            foreach (var label in finding.Labels)
            {
                if (!labels.TryGetValue(label, out var score))
                {
                    return null;
                }

                highest = Math.Max(highest, score);
            }

            scores.Add((finding.Kind, highest));
        }

        return scores;
    }

    private static float? ReadChat(JsonElement root, string? code)
    {
        if (Property(root, "choices", JsonValueKind.Array) is not { } choices || choices.GetArrayLength() != 1)
        {
            return null;
        }

        var choice = choices[0];
        if (Property(choice, "finish_reason", JsonValueKind.String)?.GetString() != "stop"
            || Property(choice, "message", JsonValueKind.Object) is not { } message
            || Property(message, "content", JsonValueKind.String)?.GetString() is not { } content)
        {
            return null;
        }

        var verdict = content.AsSpan().Trim();
        return code is not null || verdict.StartsWith('{') ? ReadScore(verdict, code) : ReadWord(verdict);
    }

    private static float? ReadScore(ReadOnlySpan<char> content, string? code)
    {
        using var document = JsonDocument.Parse(content.ToString(), Strict);
        var root = document.RootElement;
        return root.ValueKind == JsonValueKind.Object
            && root.GetPropertyCount() == (code is null ? 1 : 2)
            && (code is null || Property(root, "code", JsonValueKind.String)?.ValueEquals(code) == true)
            && Property(root, "score", JsonValueKind.Number) is { } score
                ? Probability(score)
                : null;
    }

    private static float? ReadWord(ReadOnlySpan<char> content)
    {
        if (content.Equals(Safe, StringComparison.OrdinalIgnoreCase))
        {
            return 0;
        }

        // Models made to judge name the broken rules on the lines behind; whatever stands there doesn't make the text safe.
        var end = content.IndexOf('\n');
        return content[..(end < 0 ? content.Length : end)].Trim().Equals(Unsafe, StringComparison.OrdinalIgnoreCase) ? 1 : null;
    }

    private static Dictionary<string, float>? ReadModeration(JsonElement root)
    {
        if (Property(root, "results", JsonValueKind.Array) is not { } results
            || results.GetArrayLength() != 1
            || Property(results[0], "category_scores", JsonValueKind.Object) is not { } scores)
        {
            return null;
        }

        var labels = new Dictionary<string, float>(StringComparer.Ordinal);
        foreach (var category in scores.EnumerateObject())
        {
            // A category that was not judged has no number, and is missed only where the guard goes by it.
            if (Probability(category.Value) is { } score)
            {
                labels.Add(category.Name, score);
            }
        }

        return labels;
    }

    private static Dictionary<string, float>? ReadClassifier(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() == 1 && root[0].ValueKind == JsonValueKind.Array)
        {
            root = root[0];
        }

        if (root.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var labels = new Dictionary<string, float>(StringComparer.Ordinal);
        foreach (var prediction in root.EnumerateArray())
        {
            if (Property(prediction, "label", JsonValueKind.String)?.GetString() is not { } label
                || Property(prediction, "score", JsonValueKind.Number) is not { } number
                || Probability(number) is not { } score
                || !labels.TryAdd(label, score))
            {
                return null;
            }
        }

        return labels;
    }

    private static JsonElement? Property(JsonElement parent, string name, JsonValueKind kind) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == kind ? value : null;

    private static float? Probability(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetSingle(out var number) && number is >= 0 and <= 1 ? number : null;
}
