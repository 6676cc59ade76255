using System.Buffers;
using System.Text;
using Sallyport.Gateway.Json;
using Sallyport.Gateway.Streaming;

namespace Sallyport.Gateway.Dialects;

/// <summary>
/// Follows one streamed answer, on both sides of the guard: what the provider has sent, and what the client has got. Events leave in the order
/// in which they were read, so each <see cref="Read"/> is matched by one <see cref="Sent"/> or <see cref="Dropped"/>. Not safe for concurrent use.
/// </summary>
internal abstract class AnswerStream : IDisposable
{
    private const string ByType = "\n";

    private readonly Queue<StreamStep> _steps = new();
    private string? _naming;

    /// <summary>Whether the provider has said that the answer is whole. A stream that ends before was cut off.</summary>
    public bool HasEnded { get; protected set; }

    /// <summary>Reads an event and clears what the reading held before.</summary>
    public void Read(in SseFrame frame, EventReading into)
    {
        into.Clear();
        if (!frame.HasData || frame.Data.IsEmpty)
        {
            into.Kind = EventKind.KeepAlive;
        }
        else if (IsEndMark(frame.Data.Span))
        {
            HasEnded = true;
            into.Kind = EventKind.End;
            ReadEnd(into);
        }
        else if (!into.Content.Map.TryRead(frame.Data, JsonLimits.Answer, out _) || !into.Content.Map.Root.IsObject)
        {
            into.Kind = EventKind.Malformed;
        }
        else
        {
            var steps = _steps.Count;
            ReadEvent(into.Content.Map.Root, into);
            var tells = into.Kind is EventKind.Answer or EventKind.End && (_steps.Count > steps || into.Content.HasDelta);
            into.Kind = into.Content.Fault is not null || (tells && !IsNamedAsBefore(frame, into.Content.Map.Root)) ? EventKind.Malformed : into.Kind;
        }

        Step(StreamStep.EndOfEvent);
    }

    /// <summary>The oldest event not yet accounted for has left, as it came or edited.</summary>
    public void Sent() => Account(isSent: true);

    /// <summary>The oldest event not yet accounted for does not leave.</summary>
    public void Dropped() => Account(isSent: false);

    /// <summary>Writes the events with which the client's answer ends as one that a guard cut. Nothing else may follow.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="refusal">What is told.</param>
    /// <param name="released">What the client has got.</param>
    public abstract void WriteCut(IBufferWriter<byte> to, Refusal refusal, ReleasedAnswer released);

    /// <summary>Writes the events that tell the client that the answer broke off. They are no normal end. Nothing else may follow.</summary>
    public abstract void WriteFailure(IBufferWriter<byte> to, Refusal refusal);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }

    /// <summary>Whether the data is a mark outside JSON that ends the stream.</summary>
    protected virtual bool IsEndMark(ReadOnlySpan<byte> data) => false;

    /// <summary>Reads such a mark.</summary>
    protected virtual void ReadEnd(EventReading into)
    {
    }

    /// <summary>Reads an event's data.</summary>
    protected abstract void ReadEvent(JsonNode root, EventReading into);

    /// <summary>Notes what the event changes for the client once it leaves.</summary>
    protected void Step(StreamStep step) => _steps.Enqueue(step);

    /// <summary>A step has reached the client.</summary>
    protected abstract void Apply(StreamStep step);

    // Some clients go by events' names and pass over what has another or none; others never look at them. Where a stream names each event by its type,
    // or all of them alike, they read the same text.
    private bool IsNamedAsBefore(in SseFrame frame, JsonNode root)
    {
        var naming = frame.Name.IsEmpty ? "" : root["type"u8].Is(frame.Name.Span) ? ByType : Encoding.UTF8.GetString(frame.Name.Span);
        _naming ??= naming;
        return string.Equals(naming, _naming, StringComparison.Ordinal);
    }

    private void Account(bool isSent)
    {
        while (_steps.TryDequeue(out var step) && step != StreamStep.EndOfEvent)
        {
            if (isSent)
            {
                Apply(step);
            }
        }
    }
}
