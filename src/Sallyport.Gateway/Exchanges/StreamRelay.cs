using System.Buffers;
using System.Text;
using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Json;
using Sallyport.Gateway.Streaming;

namespace Sallyport.Gateway.Exchanges;

/// <summary>
/// Lets a streamed answer through, event by event in the order in which they came. The unit of release is the event: the head of the queue
/// leaves, byte for byte, once every text in it is clear on its channel; only an event that holds an edit is written anew.
/// <list type="number">
/// <item>Bytes are split into events, their texts go to the guards of their channels.</item>
/// <item>Events leave from the head of the queue as long as it is ready.</item>
/// <item>When the head holds a cut, what precedes the cut leaves and the dialect ends the answer as a blocked one.</item>
/// <item>When the provider stops before it said that the answer was whole, the client is told of a failure: never a normal end.</item>
/// </list>
/// Pure over bytes: reads what is given, writes to a buffer. Not safe for concurrent use.
/// </summary>
internal sealed class StreamRelay : IDisposable
{
    /// <summary>The most bytes of events that may wait behind one that is held.</summary>
    public const int MaxQueuedBytes = 16 << 20;

    // Comments carry no answer; a client drops them, so a long one is somebody's channel.
    private const int MaxOtherBytes = 1024;

    private readonly AnswerGuards _guards;
    private readonly AnswerStream _stream;
    private readonly Func<RefusalKind, string, Refusal> _refuse;
    private readonly SseSplitter _splitter = new();
    private readonly EventReading _reading = new();
    private readonly Queue<QueuedEvent> _queue = new();
    private readonly Stack<QueuedEvent> _spare = new();
    private readonly ByteEdits _edits = new();
    private readonly ArrayBufferWriter<char> _scratch = new();
    private int _queuedBytes;

    /// <summary>Begins a stream.</summary>
    /// <param name="dialect">The protocol.</param>
    /// <param name="guards">The answer's guards; the caller's.</param>
    /// <param name="refuse">Makes what the client is told of a cut or failure.</param>
    public StreamRelay(Dialect dialect, AnswerGuards guards, Func<RefusalKind, string, Refusal> refuse)
    {
        _guards = guards;
        _stream = dialect.OpenStream();
        _refuse = refuse;
    }

    /// <summary>How the stream ended, or that it goes on.</summary>
    public RelayState State { get; private set; }

    /// <summary>What was wrong with the upstream, in words for the operator; null where nothing was.</summary>
    public string? Fault { get; private set; }

    /// <summary>Whether an event of the answer has been written.</summary>
    public bool HasSent { get; private set; }

    /// <summary>Bytes of events that wait for a text in them to become clear.</summary>
    public int HeldBytes => _queuedBytes;

    /// <summary>Bytes of all that has come and not left, an event that isn't whole yet included.</summary>
    public int WaitingBytes => _queuedBytes + _splitter.Pending;

    /// <summary>Takes bytes from the upstream and writes what may leave.</summary>
    public void Append(ReadOnlySpan<byte> bytes, IBufferWriter<byte> to)
    {
        _splitter.Append(bytes);
        ReadFrames(to);
    }

    /// <summary>The upstream has ended its body: writes the rest, or tells of the failure.</summary>
    public void Complete(IBufferWriter<byte> to)
    {
        _splitter.Complete();
        ReadFrames(to);
        if (State is not RelayState.Open)
        {
            return;
        }

        if (!_stream.HasEnded || _splitter.Pending > 0)
        {
            Fail("The upstream's stream broke off before its end.", to);
            return;
        }

        _guards.CompleteAll();
        Release(to);
        if (State is RelayState.Open)
        {
            State = RelayState.Ended;
        }
    }

    /// <summary>The stream can't go on: writes the dialect's error. What is held back stays back.</summary>
    /// <param name="reason">Why, as the client is told.</param>
    /// <param name="to">Where to.</param>
    /// <param name="kind">What kind of failure it is.</param>
    /// <param name="code">A word for programs that says more; null for the kind's own.</param>
    public void Fail(string reason, IBufferWriter<byte> to, RefusalKind kind = RefusalKind.UpstreamFailed, string? code = null)
    {
        if (State is RelayState.Open)
        {
            Fault = reason;
            State = RelayState.Failed;
            _stream.WriteFailure(to, _refuse(kind, reason) with { Code = code });
        }
    }

    public void Dispose()
    {
        while (_queue.TryDequeue(out var waiting))
        {
            waiting.Return();
        }

        while (_spare.TryPop(out var spare))
        {
            spare.Return();
        }

        _splitter.Dispose();
        _reading.Dispose();
        _stream.Dispose();
    }

    private void ReadFrames(IBufferWriter<byte> to)
    {
        while (State is RelayState.Open && _splitter.TryRead(out var frame))
        {
            Read(frame, to);
        }

        if (State is RelayState.Open && _splitter.Fault is not SseFault.None)
        {
            Fail($"The upstream's stream can't be read: {_splitter.Fault}.", to);
        }
    }

    private void Read(in SseFrame frame, IBufferWriter<byte> to)
    {
        _stream.Read(frame, _reading);
        if (_reading.Kind is EventKind.Malformed || frame.OtherBytes > MaxOtherBytes)
        {
            Fail("The upstream sent an event that its protocol doesn't define.", to);
            return;
        }

        var read = _spare.TryPop(out var spare) ? spare : new QueuedEvent();
        read.Kind = _reading.Kind;
        foreach (var channel in _reading.CompletedBefore)
        {
            _guards.Complete(channel);
        }

        _guards.Take(_reading.Content, read.Pieces, read.Calls);
        read.IsBlocked = _guards.BlockedBy is not null;
        read.EndsText = _reading.Completed.Count > 0;
        foreach (var channel in _reading.Completed)
        {
            _guards.Complete(channel);
        }

        foreach (var (channel, edit) in _reading.Content.Bypasses)
        {
            if (_guards.IsEnforcing(channel))
            {
                read.Fixed.Add(edit);
            }
        }

        if (frame.OtherBytes > 0)
        {
            TakeEnvelope(frame, read);
        }

        if (_guards.Fault is { } fault)
        {
            Fail(fault, to);
            return;
        }

        if (_reading.Kind is EventKind.End)
        {
            _guards.CompleteAll();
        }

        read.Keep(frame);
        _queue.Enqueue(read);
        _queuedBytes += read.Cost;
        Release(to);
        if (State is RelayState.Open && _queuedBytes > MaxQueuedBytes)
        {
            Fail($"More than {MaxQueuedBytes} bytes of the upstream's stream wait behind a text that can't be released yet.", to);
        }
    }

    // A comment is no part of the answer, but it is text that leaves.
    private void TakeEnvelope(in SseFrame frame, QueuedEvent read)
    {
        var text = _guards.TakeExtra(Encoding.UTF8.GetString(frame.Raw.Span));
        read.IsBlocked |= text.IsEdited(0, text.Length);
    }

    private void Release(IBufferWriter<byte> to)
    {
        while (_queue.TryPeek(out var head) && head.IsReady)
        {
            _queue.Dequeue();
            _queuedBytes -= head.Cost;
            if (head.IsCut)
            {
                Cut(head, to);
                return;
            }

            Write(head, to);
            _stream.Sent();
            HasSent = true;
            if (head.Kind is EventKind.Error)
            {
                State = RelayState.Failed;
                Fault = "The upstream reported an error in its stream.";
            }

            Recycle(head);
        }
    }

    private void Write(QueuedEvent head, IBufferWriter<byte> to)
    {
        _edits.Clear();
        foreach (var edit in head.Fixed)
        {
            _edits.Add(edit);
        }

        foreach (var piece in head.Pieces)
        {
            if (piece.IsEdited)
            {
                piece.AddTo(_edits, _scratch);
            }
        }

        head.Frame.Write(to, _edits);
        foreach (var piece in head.Pieces)
        {
            if (piece.Kind is SlotKind.Delta or SlotKind.Text)
            {
                piece.Channel.SentTo = Math.Max(piece.Channel.SentTo, piece.To);
                piece.Channel.Release(piece.To);
            }
        }
    }

    private void Cut(QueuedEvent head, IBufferWriter<byte> to)
    {
        // What stands before the cut in the same event leaves with it, if the event is nothing but a piece of text and tells no end.
        if (head is { IsBlocked: false, EndsText: false } && head.Pieces is [{ Kind: SlotKind.Delta, Channel: StreamedText { Cut: { } cut } } piece] && cut.Offset > piece.From)
        {
            Write(head, to);
            piece.Channel.SentTo = cut.Offset;
            _stream.Sent();
        }
        else
        {
            _stream.Dropped();
        }

        State = RelayState.Cut;
        _stream.WriteCut(to, _refuse(RefusalKind.AnswerBlocked, "The answer was blocked by policy."), new ReleasedAnswer(Released, _guards.Told));
        head.Return();
    }

    private ReadOnlyMemory<char> Released(Pipeline.ChannelId id)
    {
        if (_guards.Find(id) is not { SentTo: > 0 } channel)
        {
            return default;
        }

        var text = new ArrayBufferWriter<char>(channel.SentTo);
        channel.Write(0, channel.SentTo, text);
        return text.WrittenMemory;
    }

    private void Recycle(QueuedEvent head)
    {
        head.Reset();
        if (_spare.Count < 64)
        {
            _spare.Push(head);
        }
        else
        {
            head.Return();
        }
    }
}
