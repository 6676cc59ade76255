using Sallyport.Pipeline;

namespace Sallyport.Gateway.Dialects;

/// <summary>One event of a stream as its dialect reads it. Valid until the next one is read into it.</summary>
internal sealed class EventReading : IDisposable
{
    /// <summary>What the event is.</summary>
    public EventKind Kind { get; set; }

    /// <summary>Texts, tool calls and the rest; ranges are those of the event's data.</summary>
    public AnswerContent Content { get; } = new();

    /// <summary>Channels that get no more text after this event's slots. A slot of kind <see cref="SlotKind.Text"/>, <see cref="SlotKind.JsonValue"/> or <see cref="SlotKind.Echo"/> is complete in itself and not named here.</summary>
    public List<ChannelId> Completed { get; } = [];

    /// <summary>Channels that are complete before this event's slots: the model has gone over to another kind of text.</summary>
    public List<ChannelId> CompletedBefore { get; } = [];

    /// <summary>Makes room for the next event.</summary>
    public void Clear()
    {
        Kind = EventKind.Answer;
        Content.Clear();
        Completed.Clear();
        CompletedBefore.Clear();
    }

    /// <summary>Returns what was rented.</summary>
    public void Dispose() => Content.Dispose();
}
