using System.Buffers;

namespace Sallyport.Gateway.Json;

/// <summary>Pooled room for the decoded texts of one document. What it handed out is valid until <see cref="Dispose"/>.</summary>
internal sealed class CharArena : IDisposable
{
    private const int FirstBlock = 4096;
    private const int LargestBlock = 1 << 20;

    private readonly List<char[]> _blocks = [];
    private int _used;

    /// <summary>Decodes a string or name of a mapped document.</summary>
    public ReadOnlyMemory<char> Decode(JsonNode text)
    {
        var room = Room(text.Content.Length);
        var written = text.Unescape(room.Span);
        _used += written;
        return room[..written];
    }

    /// <summary>Keeps a copy of a text.</summary>
    public ReadOnlyMemory<char> Copy(ReadOnlySpan<char> text)
    {
        var room = Room(text.Length);
        text.CopyTo(room.Span);
        _used += text.Length;
        return room[..text.Length];
    }

    /// <summary>Returns all blocks.</summary>
    public void Dispose()
    {
        foreach (var block in _blocks)
        {
            ArrayPool<char>.Shared.Return(block);
        }

        _blocks.Clear();
        _used = 0;
    }

    private Memory<char> Room(int length)
    {
        if (_blocks.Count == 0 || _blocks[^1].Length - _used < length)
        {
            var next = _blocks.Count == 0 ? FirstBlock : Math.Min(_blocks[^1].Length * 2, LargestBlock);
            _blocks.Add(ArrayPool<char>.Shared.Rent(Math.Max(next, length)));
            _used = 0;
        }

        return _blocks[^1].AsMemory(_used, length);
    }
}
