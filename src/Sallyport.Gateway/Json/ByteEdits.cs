using System.Buffers;

namespace Sallyport.Gateway.Json;

/// <summary>Edits of one document's bytes. Everything that no edit names leaves as it came. Not safe for concurrent use; reusable after <see cref="Clear"/>.</summary>
internal sealed class ByteEdits
{
    private static readonly Comparison<ByteEdit> s_outermostFirst = static (a, b) =>
        a.Range.Start != b.Range.Start ? a.Range.Start.CompareTo(b.Range.Start) : b.Range.End.CompareTo(a.Range.End);

    private readonly List<ByteEdit> _edits = [];

    /// <summary>How many edits there are.</summary>
    public int Count => _edits.Count;

    /// <summary>The edits, in no particular order.</summary>
    public IReadOnlyList<ByteEdit> All => _edits;

    /// <summary>Adds an edit. Of two that overlap, the one that begins first or is the longer one wins.</summary>
    public void Add(ByteEdit edit) => _edits.Add(edit);

    /// <summary>Replaces bytes as they are.</summary>
    public void Replace(ByteRange range, ReadOnlyMemory<byte> replacement) => _edits.Add(new ByteEdit(range, replacement));

    /// <summary>Replaces a token by a JSON string of this text.</summary>
    public void ReplaceString(ByteRange token, ReadOnlySpan<char> text)
    {
        var buffer = new ArrayBufferWriter<byte>(text.Length + 16);
        JsonText.WriteString(buffer, text);
        _edits.Add(new ByteEdit(token, buffer.WrittenMemory));
    }

    /// <summary>Takes bytes out.</summary>
    public void Remove(ByteRange range) => _edits.Add(new ByteEdit(range, default));

    /// <summary>Takes items out of an array, or properties out of an object, with the commas that go with them.</summary>
    /// <param name="owner">The array or object.</param>
    /// <param name="isRemoved">Which children go: of an array its items, of an object the names.</param>
    public void RemoveChildren(JsonNode owner, Func<JsonNode, bool> isRemoved)
    {
        var children = Children(owner);
        var isKeptBefore = false;
        for (var i = 0; i < children.Count; i++)
        {
            if (!isRemoved(children[i].Node))
            {
                isKeptBefore = true;
                continue;
            }

            var isLast = i == children.Count - 1;
            Remove(isKeptBefore
                ? new ByteRange(children[i - 1].Range.End, children[i].Range.End)
                : new ByteRange(children[i].Range.Start, isLast ? children[i].Range.End : children[i + 1].Range.Start));
        }
    }

    /// <summary>Forgets all edits.</summary>
    public void Clear() => _edits.Clear();

    /// <summary>Writes the document as edited.</summary>
    public void Apply(ReadOnlySpan<byte> document, IBufferWriter<byte> to)
    {
        _edits.Sort(s_outermostFirst);
        var at = 0;
        foreach (var edit in _edits)
        {
            if (edit.Range.Start < at)
            {
                continue;
            }

            to.Write(document[at..edit.Range.Start]);
            to.Write(edit.Replacement.Span);
            at = edit.Range.End;
        }

        to.Write(document[at..]);
    }

    private static List<(JsonNode Node, ByteRange Range)> Children(JsonNode owner)
    {
        var children = new List<(JsonNode Node, ByteRange Range)>(owner.Count);
        foreach (var item in owner.Items)
        {
            children.Add((item, item.Range));
        }

        foreach (var property in owner.Properties)
        {
            children.Add((property.Name, new ByteRange(property.Name.Range.Start, property.Value.Range.End)));
        }

        return children;
    }
}
