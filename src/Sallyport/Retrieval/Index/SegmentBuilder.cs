using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Sallyport.Retrieval.Index;

/// <summary>Makes one segment of documents and of what is left of older segments.</summary>
internal sealed class SegmentBuilder(int dimensions)
{
    private readonly List<DocumentEntry> _entries = [];
    private readonly List<SegmentView> _views = [];
    private int _documents;
    private int _postings;

    /// <summary>The rows so far.</summary>
    public int Rows { get; private set; }

    /// <summary>The chunks of a document that an index keeps.</summary>
    public static IEnumerable<ChunkEntry> Searchable(DocumentEntry entry) => entry.Chunks.Where(static chunk => !chunk.IsQuarantined);

    /// <summary>Takes a document with at least one searchable chunk.</summary>
    /// <exception cref="ArgumentException">It would not fit.</exception>
    public void Add(DocumentEntry entry)
    {
        var (rows, postings) = (0L, 0L);
        foreach (var chunk in Searchable(entry))
        {
            rows++;
            postings += chunk.Terms.Length;
        }

        Grow(rows, postings);
        _entries.Add(entry);
        _documents++;
    }

    /// <summary>Takes what is left of a segment.</summary>
    /// <exception cref="ArgumentException">It would not fit.</exception>
    public void Add(SegmentView view)
    {
        Grow(view.LiveRows, view.Segment.Postings.Count);
        _views.Add(view);
        _documents += view.Segment.Documents.Length;
    }

    /// <summary>Builds it.</summary>
    public IndexSegment Build()
    {
        var vectors = new VectorBlock(Rows, dimensions);
        var (ordinals, lengths) = (new int[Rows], GC.AllocateArray<float>(Rows, pinned: true));
        var documents = new List<SegmentDocument>(_documents);
        var (terms, postings) = (GC.AllocateArray<ulong>(_postings, pinned: true), GC.AllocateArray<uint>(_postings, pinned: true));
        var (row, written) = (0, 0);
        foreach (var view in _views)
        {
            var newRows = MoveRows(view, documents, ref row);
            CopyRows(view.Segment, newRows, vectors, ordinals, lengths);
            written += view.Segment.Postings.CopyTo(newRows, terms.AsSpan(written), postings.AsSpan(written));
        }

        foreach (var entry in _entries)
        {
            var (first, length) = (row, 0L);
            foreach (var chunk in Searchable(entry))
            {
                chunk.Vector.Span.CopyTo(vectors[row]);
                ordinals[row] = chunk.Ordinal;
                var total = 0L;
                foreach (var (term, count) in chunk.Terms.Span)
                {
                    (terms[written], postings[written]) = (term, PostingTable.Posting(row, count));
                    written++;
                    total += count;
                }

                lengths[row] = total;
                length += total;
                row++;
            }

            documents.Add(new(new(entry.File, [.. entry.Labels], new Dictionary<string, AttributeValue>(entry.Attributes, StringComparer.Ordinal)), first, row - first, length));
        }

        return new([.. documents], vectors, ordinals, lengths, Table(terms, postings, written));
    }

    private static PostingTable Table(ulong[] terms, uint[] postings, int count)
    {
        try
        {
            if (count == postings.Length)
            {
                return PostingTable.Build(terms, postings);
            }

            // Some were of documents that are gone.
            var kept = GC.AllocateArray<uint>(count, pinned: true);
            postings.AsSpan(0, count).CopyTo(kept);
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(postings.AsSpan()));
            return PostingTable.Build(terms.AsSpan(0, count), kept);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(terms.AsSpan()));
        }
    }

    private static int[] MoveRows(SegmentView view, List<SegmentDocument> documents, ref int row)
    {
        var newRows = new int[view.Segment.Rows];
        newRows.AsSpan().Fill(-1);
        for (var i = 0; i < view.Segment.Documents.Length; i++)
        {
            if (view.IsRemoved(i))
            {
                continue;
            }

            var document = view.Segment.Documents[i];
            documents.Add(document with { FirstRow = row });
            for (var j = 0; j < document.Rows; j++)
            {
                newRows[document.FirstRow + j] = row++;
            }
        }

        return newRows;
    }

    private static void CopyRows(IndexSegment from, ReadOnlySpan<int> newRows, VectorBlock vectors, int[] ordinals, float[] lengths)
    {
        for (var old = 0; old < newRows.Length; old++)
        {
            if (newRows[old] is >= 0 and var row)
            {
                from.Vectors[old].CopyTo(vectors[row]);
                (ordinals[row], lengths[row]) = (from.Ordinals[old], from.Lengths[old]);
            }
        }
    }

    private void Grow(long rows, long postings)
    {
        if (Rows + rows > PostingTable.MaxRows || _postings + postings > Array.MaxLength)
        {
            throw new ArgumentException($"A document of {rows} chunks with {postings} terms is too large for an index.");
        }

        Rows += (int)rows;
        _postings += (int)postings;
    }
}
