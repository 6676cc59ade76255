using System.Buffers;
using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Json;
using Sallyport.Gateway.Streaming;

namespace Sallyport.Gateway.Exchanges;

/// <summary>An event of a stream that waits its turn, with its own copy of the bytes. Reused; <see cref="Reset"/> clears every field.</summary>
internal sealed class QueuedEvent
{
    private byte[] _memory = [];

    public EventKind Kind { get; set; }

    public SseFrame Frame { get; private set; }

    public List<AnswerPiece> Pieces { get; } = [];

    /// <summary>Edits that do not depend on what guards find: token probabilities and padding that go.</summary>
    public List<ByteEdit> Fixed { get; } = [];

    /// <summary>Tool calls that begin here: the event waits until they are complete.</summary>
    public List<AnswerChannel> Calls { get; } = [];

    /// <summary>Whether the event carries something that policy stops the answer for.</summary>
    public bool IsBlocked { get; set; }

    /// <summary>Whether a text is over with this event, so that a client may read it as a normal end.</summary>
    public bool EndsText { get; set; }

    /// <summary>What the event counts while it waits: also an empty one takes memory.</summary>
    public int Cost => Math.Max(Frame.CopySize, 256);

    public bool IsReady
    {
        get
        {
            foreach (var call in Calls)
            {
                if (!call.IsComplete)
                {
                    return false;
                }
            }

            foreach (var piece in Pieces)
            {
                if (!piece.IsReady)
                {
                    return false;
                }
            }

            return true;
        }
    }

    public bool IsCut
    {
        get
        {
            foreach (var call in Calls)
            {
                if (call.Cut is not null)
                {
                    return true;
                }
            }

            foreach (var piece in Pieces)
            {
                if (piece.IsCut)
                {
                    return true;
                }
            }

            return IsBlocked;
        }
    }

    /// <summary>Keeps the frame, which until then lies in the splitter's memory.</summary>
    public void Keep(in SseFrame frame)
    {
        var size = frame.CopySize;
        if (_memory.Length < size)
        {
            Return();
            _memory = ArrayPool<byte>.Shared.Rent(size);
        }

        Frame = frame.CopyTo(_memory);
    }

    public void Reset()
    {
        Kind = default;
        Frame = default;
        IsBlocked = false;
        EndsText = false;
        Pieces.Clear();
        Calls.Clear();
        Fixed.Clear();

        // One large event must not keep its memory for the rest of the stream.
        if (_memory.Length > 64 << 10)
        {
            Return();
        }
    }

    public void Return()
    {
        if (_memory.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_memory, clearArray: true);
            _memory = [];
        }
    }
}
