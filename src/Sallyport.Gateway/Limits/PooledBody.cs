using System.Buffers;

namespace Sallyport.Gateway.Limits;

/// <summary>A whole body in a pooled buffer, with its share of the budget. Whoever disposes of it gives both back, the buffer cleared; nothing may read it afterwards.</summary>
/// <param name="budget">The process's budget.</param>
/// <param name="free">How many bytes take nothing of it.</param>
internal sealed class PooledBody(BodyBudget budget, int free = 0) : IDisposable
{
    private byte[]? _buffer;
    private int _length;
    private long _reserved;

    // Whether Room was given to somebody who has not told how much of it was written.
    private bool _isLent;

    /// <summary>The bytes that have come so far.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Room for the bytes that come next. Whoever writes there says with <see cref="Advance"/> how much, or all of it is cleared in the end.</summary>
    public Memory<byte> Room
    {
        get
        {
            _isLent = true;
            return _buffer.AsMemory(_length);
        }
    }

    /// <summary>Makes room for more bytes in all.</summary>
    /// <param name="capacity">How many there have to fit.</param>
    /// <param name="most">How many there can be in the end; no more is reserved than these.</param>
    /// <returns>False where the budget is spent.</returns>
    public bool TryGrow(int capacity, int most)
    {
        if (_buffer is not null && _buffer.Length >= capacity)
        {
            return true;
        }

        // Doubling keeps copying linear.
        var wanted = _buffer is null ? capacity : Math.Max(capacity, Math.Min(_buffer.Length * 2, most));
        var more = Math.Max(0, wanted - free - _reserved);
        if (!budget.TryReserve(more))
        {
            return false;
        }

        _reserved += more;
        var buffer = ArrayPool<byte>.Shared.Rent(wanted);
        if (_buffer is not null)
        {
            _buffer.AsSpan(0, _length).CopyTo(buffer);
            Return(_buffer);
        }

        _buffer = buffer;
        return true;
    }

    /// <summary>Appends bytes for which there is room.</summary>
    public void Append(in ReadOnlySequence<byte> bytes)
    {
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += (int)bytes.Length;
    }

    /// <summary>Takes in bytes that were written into <see cref="Room"/>.</summary>
    public void Advance(int count)
    {
        _length += count;
        _isLent = false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_buffer is { } buffer)
        {
            Return(buffer);
            _buffer = null;
            _length = 0;
        }

        budget.Release(_reserved);
        _reserved = 0;
    }

    // Most buffers are much longer than what they hold, and clearing them whole would push other things out of the cache.
    private void Return(byte[] buffer)
    {
        buffer.AsSpan(0, _isLent ? buffer.Length : _length).Clear();
        ArrayPool<byte>.Shared.Return(buffer);
    }
}
