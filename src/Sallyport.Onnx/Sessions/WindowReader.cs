using System.Runtime.InteropServices;
using Sallyport.Onnx.Tokenizers;

namespace Sallyport.Onnx.Sessions;

/// <summary>
/// Cuts one text into windows of at most <c>size</c> tokens that overlap; the last one reaches back, so that it is as long as the others. Reads the text a stretch at a
/// time: no more than two windows and a stretch are in memory, however long the text is.
/// </summary>
internal sealed class WindowReader(Tokenizer tokenizer, string text, int size, int overlap)
{
    private readonly List<int> _tokens = [];
    private int _read;

    // Where the window given last begins in _tokens.
    private int _start;
    private bool _hasGiven;

    /// <summary>The next window; null at the end, and at once for a text without a token.</summary>
    public int[]? Next()
    {
        var step = _hasGiven ? size - overlap : 0;
        Fill(step + size);
        var count = _tokens.Count - _start;
        if (count <= (_hasGiven ? size : 0))
        {
            return null;
        }

        _start += Math.Min(step, Math.Max(0, count - size));
        _hasGiven = true;
        return CollectionsMarshal.AsSpan(_tokens).Slice(_start, Math.Min(size, count)).ToArray();
    }

    private void Fill(int wanted)
    {
        if (_tokens.Count - _start >= wanted || _read == text.Length)
        {
            return;
        }

        _tokens.RemoveRange(0, _start);
        _start = 0;
        while (_tokens.Count < wanted && _read < text.Length)
        {
            var rest = text.AsSpan(_read);
            var length = Tokenizer.NextStretch(rest);
            tokenizer.Append(rest[..length], _tokens);
            _read += length;
        }
    }
}
