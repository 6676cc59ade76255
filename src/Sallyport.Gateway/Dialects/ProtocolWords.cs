using System.Buffers;
using System.Text;

namespace Sallyport.Gateway.Dialects;

/// <summary>
/// The words of a protocol in one body or stream (see <see cref="StructuralWord"/>), gathered as one text, a line each, so that all of them
/// cost a single reading. A word that was found to be clean before is left out: events repeat theirs. Not safe for concurrent use.
/// </summary>
internal sealed class ProtocolWords
{
    // A stream that goes on to bring other words has them read each time.
    private const int MaxKnown = 256;

    private readonly HashSet<byte[]> _known = new(ByteStringComparer.Instance);
    private readonly ArrayBufferWriter<char> _text = new(256);

    /// <summary>What was gathered: ASCII, each word followed by a line feed.</summary>
    public ReadOnlyMemory<char> Text => _text.WrittenMemory;

    /// <summary>Whether a word needs no look any more.</summary>
    public bool Knows(ReadOnlySpan<byte> word) => _known.GetAlternateLookup<ReadOnlySpan<byte>>().Contains(word);

    /// <summary>Leaves a word out from now on.</summary>
    public void Learn(ReadOnlySpan<byte> word)
    {
        if (_known.Count < MaxKnown)
        {
            _known.GetAlternateLookup<ReadOnlySpan<byte>>().Add(word);
        }
    }

    /// <summary>Adds a word; returns where it stands in the text.</summary>
    public int Add(ReadOnlySpan<byte> word)
    {
        var start = _text.WrittenCount;
        Encoding.ASCII.GetChars(word, _text);
        _text.Write("\n");
        return start;
    }

    /// <summary>Begins a new text. What is known stays known.</summary>
    public void Clear() => _text.ResetWrittenCount();
}
