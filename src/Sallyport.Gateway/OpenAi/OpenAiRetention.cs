using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Json;

namespace Sallyport.Gateway.OpenAi;

/// <summary>
/// The edits that every OpenAI request may need: <c>store</c> is forced to false, also where it is absent, since an account's default may be
/// to store; and token probabilities are taken out.
/// </summary>
internal static class OpenAiRetention
{
    private static readonly ReadOnlyMemory<byte> s_false = "false"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> s_storeFalse = ",\"store\":false"u8.ToArray();

    /// <summary>Fills the reading's edits. The root has at least one property.</summary>
    public static void Read(RequestReading reading, JsonNode root, Func<JsonNode, bool> isTopLogProbs)
    {
        var store = root["store"u8];
        if (store.Kind is JsonKind.None)
        {
            var end = root.Range.End - 1;
            reading.RetentionEdits.Add(new ByteEdit(new ByteRange(end, end), s_storeFalse));
        }
        else if (store.Kind is not JsonKind.False)
        {
            reading.RetentionEdits.Add(new ByteEdit(store.Range, s_false));
        }

        var removals = new ByteEdits();
        removals.RemoveChildren(root, isTopLogProbs);
        reading.LogProbEdits.AddRange(removals.All);
    }
}
