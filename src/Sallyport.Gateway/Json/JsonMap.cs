using System.Buffers;

namespace Sallyport.Gateway.Json;

/// <summary>
/// A document's nodes as a flat table over its bytes. Can be read into again and again; not safe for concurrent use.
/// Nodes are valid until the next read or <see cref="Dispose"/>. The bytes stay the caller's.
/// </summary>
internal sealed class JsonMap : IDisposable
{
    private const int FirstRows = 64;

    private JsonRow[] _rows = [];
    private int _count;

    /// <summary>The bytes that were mapped.</summary>
    public ReadOnlyMemory<byte> Document { get; private set; }

    /// <summary>Rows in use.</summary>
    public int Count => _count;

    /// <summary>The document's value. Only after a read that succeeded.</summary>
    public JsonNode Root => new(this, 0);

    /// <summary>Maps a document. False with a fault where it is refused; the rows up to there stay, so that <see cref="PointerAt"/> can tell the place.</summary>
    public bool TryRead(ReadOnlyMemory<byte> document, JsonLimits limits, out JsonFault fault)
    {
        Document = document;
        _count = 0;
        var reader = new JsonMapReader(this, document.Span, limits);
        fault = reader.Read();
        return fault.Kind is JsonFaultKind.None;
    }

    /// <summary>Maps the string literals of a text that is no JSON document, each a node of its own. False where the last one is open.</summary>
    public bool TryReadStrings(ReadOnlyMemory<byte> text)
    {
        Document = text;
        _count = 0;
        return JsonStrings.Read(this, text.Span);
    }

    /// <summary>The node of a row.</summary>
    public JsonNode this[int row] => new(this, row);

    /// <summary>The row itself.</summary>
    public ref JsonRow Row(int row) => ref _rows[row];

    /// <summary>The JSON pointer (RFC 6901) of the last node that begins at or before a byte, as a refusal may show it.</summary>
    public string PointerAt(int offset)
    {
        var row = -1;
        for (var i = 0; i < _count && _rows[i].Start <= offset; i++)
        {
            row = i;
        }

        return row < 0 ? "" : JsonPointer.Shown(this[row]);
    }

    /// <summary>Adds a row and returns its index.</summary>
    public int Add(JsonKind kind, int start, int parent)
    {
        if (_count == _rows.Length)
        {
            Grow();
        }

        ref var row = ref _rows[_count];
        row.Kind = kind;
        row.Start = start;
        row.End = start;
        row.Parent = parent;
        row.Count = 0;
        row.IsEscaped = false;
        row.After = _count + 1;
        return _count++;
    }

    /// <summary>Returns the table to the pool.</summary>
    public void Dispose()
    {
        var rows = _rows;
        _rows = [];
        _count = 0;
        Document = default;
        if (rows.Length > 0)
        {
            ArrayPool<JsonRow>.Shared.Return(rows);
        }
    }

    private void Grow()
    {
        var larger = ArrayPool<JsonRow>.Shared.Rent(Math.Max(FirstRows, _rows.Length * 2));
        _rows.AsSpan(0, _count).CopyTo(larger);
        if (_rows.Length > 0)
        {
            ArrayPool<JsonRow>.Shared.Return(_rows);
        }

        _rows = larger;
    }
}
