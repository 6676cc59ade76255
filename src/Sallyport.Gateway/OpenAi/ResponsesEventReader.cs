using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Json;
using Sallyport.Pipeline;

namespace Sallyport.Gateway.OpenAi;

/// <summary>Reads the items and parts that stand in events: at a text's beginning, or once more at its end.</summary>
internal sealed class ResponsesEventReader(
    EventReading into, IReadOnlyDictionary<int, ResponsesItem> items, IReadOnlyDictionary<string, int> indexes, HashSet<ChannelId> seen, HashSet<ChannelId> done, bool isEnd)
    : ResponsesAnswerReader(into.Content)
{
    /// <summary>A text that goes on.</summary>
    public void Delta(JsonNode text, ChannelId channel)
    {
        if (Content.Text(text, channel, SlotKind.Delta))
        {
            seen.Add(channel);
        }
    }

    /// <summary>A text at its end: a repeat of what came in deltas, or the whole of a text that had none.</summary>
    public void End(JsonNode text, ChannelId channel, SlotKind whole)
    {
        if (!text.IsString)
        {
            Content.Text(text, channel, whole);
            return;
        }

        var isNew = !seen.Contains(channel) && done.Add(channel);
        seen.Add(channel);
        Content.Text(text, channel, isNew ? whole : SlotKind.Repeat);
        if (!isNew && done.Add(channel))
        {
            into.Completed.Add(channel);
        }
    }

    /// <inheritdoc/>
    protected override int IndexOf(JsonNode item, int position)
    {
        var id = AnswerWords.Of(item["id"u8]);
        var isThere = id.Length == 0 || (items.TryGetValue(position, out var there) && string.Equals(there.Id, id, StringComparison.Ordinal));
        return !isThere && indexes.TryGetValue(id, out var index) ? index : position;
    }

    // An item's beginning may hold a value that is not whole yet: it is looked at by itself, and waits for the whole one with its event.
    private const int Begun = 1 << 18;

    /// <inheritdoc/>
    protected override void ReadValue(JsonNode value, ChannelId channel)
    {
        if (!isEnd)
        {
            Content.Value(value, channel with { Part = channel.Part + Begun });
        }
        else if (!value.IsNothing)
        {
            seen.Add(channel);
            Content.Value(value, channel, done.Add(channel) ? SlotKind.JsonValue : SlotKind.RepeatedJsonValue);
        }
    }

    /// <inheritdoc/>
    protected override void ReadText(JsonNode text, ChannelId channel, SlotKind kind)
    {
        if (isEnd)
        {
            End(text, channel, kind);
        }
        else
        {
            Delta(text, channel);
        }
    }
}
