using System.Buffers;

namespace Sallyport.Masking;

/// <summary>
/// Puts masked values back into one text as it streams. A causal transducer: what it releases in the end is a function of the whole text,
/// however that is cut. It holds back only characters that could begin a placeholder, at most 34. One per channel; not safe for concurrent use.
/// </summary>
/// <param name="table">The values of this run. What it doesn't know is left as it stands.</param>
public sealed class MaskRestorer(MaskTable table)
{
    private readonly char[] _held = new char[Placeholder.MaxLength];
    private int _length;

    /// <summary>How many characters wait.</summary>
    /// <value>UTF-16 code units.</value>
    public int Held => _length;

    /// <summary>Takes what comes next and releases what is decided.</summary>
    /// <param name="delta">The next stretch of the text.</param>
    /// <param name="released">Takes the released text, at its end.</param>
    /// <returns>True where <paramref name="delta"/> was released as it came, and nothing else: a caller can forward its bytes.</returns>
    public bool Append(ReadOnlySpan<char> delta, IBufferWriter<char> released)
    {
        ArgumentNullException.ThrowIfNull(released);
        if (table.Count == 0 && _length == 0)
        {
            released.Write(delta);
            return true;
        }

        var isUnchanged = _length == 0;
        while (!delta.IsEmpty)
        {
            if (_length == 0)
            {
                var opening = delta.IndexOf('[');
                if (opening < 0)
                {
                    released.Write(delta);
                    return isUnchanged;
                }

                released.Write(delta[..opening]);
                delta = delta[opening..];
            }

            _held[_length++] = delta[0];
            delta = delta[1..];
            isUnchanged &= !Decide(released);
        }

        return isUnchanged && _length == 0;
    }

    /// <summary>Releases what waits: the text ends here.</summary>
    public void Complete(IBufferWriter<char> released)
    {
        ArgumentNullException.ThrowIfNull(released);
        released.Write(_held.AsSpan(0, _length));
        Clear(_length);
    }

    // True where a value was put back.
    private bool Decide(IBufferWriter<char> released)
    {
        while (_length > 0)
        {
            if (Placeholder.IsPrefix(_held.AsSpan(0, _length), out var isWhole))
            {
                if (!isWhole)
                {
                    return false;
                }

                if (table.TryRestore(_held.AsSpan(0, _length), out var value))
                {
                    released.Write(value);
                    Clear(_length);
                    return true;
                }
            }

            // Not from here: but a placeholder may begin at the next bracket that is held.
            var next = _held.AsSpan(1, _length - 1).IndexOf('[');
            var leaving = next < 0 ? _length : next + 1;
            released.Write(_held.AsSpan(0, leaving));
            Clear(leaving);
        }

        return false;
    }

    private void Clear(int count)
    {
        _held.AsSpan(count, _length - count).CopyTo(_held);
        _length -= count;
    }
}
