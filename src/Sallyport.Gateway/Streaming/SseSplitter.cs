using System.Buffers;

namespace Sallyport.Gateway.Streaming;

/// <summary>
/// Cuts a stream of bytes into server-sent events, keeping every byte: the frames' raw bytes one after the other are the stream.
/// However the stream comes in pieces, the frames are the same. Lines end with LF, CR or CRLF; a CR that is the last byte so far waits for
/// the next one. Work is linear; memory is bounded by the longest event allowed. Not safe for concurrent use.
/// </summary>
/// <param name="maxEvent">Bytes of one event, and so of one line. Longer ones are a fault, never cut short.</param>
internal sealed class SseSplitter(int maxEvent = SseSplitter.DefaultMaxEvent) : IDisposable
{
    /// <summary>The default limit of an event: 8 MB, room for a closing event that repeats a long answer.</summary>
    public const int DefaultMaxEvent = 8 << 20;

    private const int FirstBuffer = 16 << 10;
    private const int LongestName = 64;

    // No protocol's events have digits or capitals in their names; keys and numbers have.
    private static readonly SearchValues<byte> s_nameLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz._"u8);

    private readonly List<(int Start, int End)> _data = [];
    private byte[] _buffer = [];
    private byte[] _joined = [];
    private int _end;

    // The open event begins at _event; the others count from there, so that moving the bytes changes nothing else.
    private int _event;
    private int _line;
    private int _scanned;
    private (int Start, int End) _name;
    private int _otherBytes;
    private bool _hasBegun;
    private bool _isComplete;

    /// <summary>Why no more frames come, if so.</summary>
    public SseFault Fault { get; private set; }

    /// <summary>Bytes that belong to an event which has not ended. After <see cref="Complete"/> and the last frame: a truncated event.</summary>
    public int Pending => _end - _event;

    /// <summary>Adds bytes. Frames read before become invalid.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_buffer.Length - _end < bytes.Length)
        {
            MakeRoom(bytes.Length);
        }

        bytes.CopyTo(_buffer.AsSpan(_end));
        _end += bytes.Length;
    }

    /// <summary>Says that no more bytes come.</summary>
    public void Complete() => _isComplete = true;

    /// <summary>Reads the next event. False where more bytes are needed, or after a fault. The frame is valid until the next call.</summary>
    public bool TryRead(out SseFrame frame)
    {
        frame = default;
        if (Fault is not SseFault.None || !HasPassedMark())
        {
            return false;
        }

        while (TryReadLine(out var line, out var next))
        {
            _line = next;
            _scanned = next;
            if (line.Start == line.End)
            {
                frame = TakeFrame(next);
                return true;
            }

            ReadField(line);
            if (Fault is not SseFault.None)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Returns the buffers.</summary>
    public void Dispose()
    {
        Return(ref _buffer);
        Return(ref _joined);
        _end = 0;
        _event = 0;
    }

    private static void Return(ref byte[] buffer)
    {
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        buffer = [];
    }

    private bool HasPassedMark()
    {
        if (_hasBegun)
        {
            return true;
        }

        var mark = "\uFEFF"u8;
        var start = _buffer.AsSpan(0, Math.Min(_end, mark.Length));
        if (start.SequenceEqual(mark))
        {
            Fault = SseFault.ByteOrderMark;
            return false;
        }

        _hasBegun = _isComplete || !mark.StartsWith(start);
        return _hasBegun;
    }

    private bool TryReadLine(out (int Start, int End) line, out int next)
    {
        line = default;
        next = 0;
        var pending = _buffer.AsSpan(_event, Pending);
        var length = pending[_scanned..].IndexOfAny((byte)'\n', (byte)'\r');
        if (length < 0)
        {
            _scanned = pending.Length;
            IsWithinLimit(pending.Length);
            return false;
        }

        var end = _scanned + length;
        _scanned = end;
        next = end + 1;
        if (pending[end] == '\r')
        {
            if (next == pending.Length && !_isComplete)
            {
                IsWithinLimit(next);
                return false;
            }

            next += next < pending.Length && pending[next] == '\n' ? 1 : 0;
        }

        line = (_line, end);
        return IsWithinLimit(next);
    }

    private bool IsWithinLimit(int length)
    {
        if (length > maxEvent)
        {
            Fault = SseFault.EventTooLong;
        }

        return length <= maxEvent;
    }

    private void ReadField((int Start, int End) line)
    {
        var bytes = _buffer.AsSpan(_event + line.Start, line.End - line.Start);
        var colon = bytes.IndexOf((byte)':');
        var field = colon < 0 ? bytes : bytes[..colon];
        var value = colon < 0 ? line.End : line.Start + colon + 1;
        if (value < line.End && _buffer[_event + value] == ' ')
        {
            value++;
        }

        if (field.SequenceEqual("data"u8))
        {
            _data.Add((value, line.End));
        }
        else if (field.SequenceEqual("event"u8))
        {
            // A name that is no protocol's word, or one that a later name hides, is text that nobody has asked for.
            var name = _buffer.AsSpan(_event + value, line.End - value);
            if (_name.End > _name.Start || name.Length > LongestName || name.ContainsAnyExcept(s_nameLetters))
            {
                _otherBytes += bytes.Length;
            }

            _name = (value, line.End);
        }
        else if ((colon == 0 || field.SequenceEqual("id"u8) || field.SequenceEqual("retry"u8)) && !HoldsLineEnd(bytes))
        {
            _otherBytes += bytes.Length;
        }
        else
        {
            Fault = SseFault.UnknownField;
        }
    }

    // What ends a line to some clients (Python's splitlines among them), though not by the format: behind it they would read another field.
    private static bool HoldsLineEnd(ReadOnlySpan<byte> line) =>
        line.ContainsAny("\v\f\u001C\u001D\u001E"u8) || line.IndexOf("\u0085"u8) >= 0 || line.IndexOf("\u2028"u8) >= 0 || line.IndexOf("\u2029"u8) >= 0;

    private SseFrame TakeFrame(int length)
    {
        var raw = _buffer.AsMemory(_event, length);
        var data = _data.Count switch
        {
            0 => default,
            1 => raw[_data[0].Start.._data[0].End],
            _ => Join(raw.Span),
        };
        var frame = new SseFrame(
            raw, data, _data.Count == 1 ? _data[0].Start : -1, raw[_name.Start.._name.End], _data.Count > 0, _otherBytes);

        _event += length;
        _line = 0;
        _scanned = 0;
        _name = default;
        _otherBytes = 0;
        _data.Clear();
        return frame;
    }

    private ReadOnlyMemory<byte> Join(ReadOnlySpan<byte> raw)
    {
        if (_joined.Length < raw.Length)
        {
            Return(ref _joined);
            _joined = ArrayPool<byte>.Shared.Rent(raw.Length);
        }

        var length = 0;
        foreach (var (start, end) in _data)
        {
            if (length > 0 || start != _data[0].Start)
            {
                _joined[length++] = (byte)'\n';
            }

            raw[start..end].CopyTo(_joined.AsSpan(length));
            length += end - start;
        }

        return _joined.AsMemory(0, length);
    }

    private void MakeRoom(int more)
    {
        var needed = Pending + more;
        if (needed <= _buffer.Length)
        {
            _buffer.AsSpan(_event, Pending).CopyTo(_buffer);
        }
        else
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Max(FirstBuffer, _buffer.Length * 2)));
            _buffer.AsSpan(_event, Pending).CopyTo(larger);
            Return(ref _buffer);
            _buffer = larger;
        }

        _end -= _event;
        _event = 0;
    }
}
