using System.Buffers;

namespace Sallyport.Retrieval.Index;

/// <summary>What a search may see of a segment.</summary>
internal sealed class SearchScope : IDisposable
{
    private readonly List<(int First, int Count)> _runs = [];
    private bool[]? _admitted;

    /// <summary>Asks the filter about each document.</summary>
    public SearchScope(SegmentView view, Func<IndexedDocument, bool> admits)
    {
        Segment = view.Segment;
        try
        {
            for (var i = 0; i < Segment.Documents.Length; i++)
            {
                var document = Segment.Documents[i];
                if (!view.IsRemoved(i) && admits(document.Document))
                {
                    Admit(document);
                }
            }

            if (Rows < Segment.Rows)
            {
                Mark();
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The segment.</summary>
    public IndexSegment Segment { get; }

    /// <summary>The rows that may be found, as runs of neighbours.</summary>
    public IReadOnlyList<(int First, int Count)> Runs => _runs;

    /// <summary>The documents that may be found.</summary>
    public IEnumerable<SegmentDocument> Documents
    {
        get
        {
            var run = 0;
            foreach (var document in Segment.Documents)
            {
                while (run < _runs.Count && _runs[run].First + _runs[run].Count <= document.FirstRow)
                {
                    run++;
                }

                if (run < _runs.Count && document.FirstRow >= _runs[run].First)
                {
                    yield return document;
                }
            }
        }
    }

    /// <summary>How many they are.</summary>
    public int Rows { get; private set; }

    /// <summary>The terms of these rows, each as often as it occurs.</summary>
    public long Length { get; private set; }

    /// <summary>Whether a posting counts: its row is there and may be found.</summary>
    public bool Admits(uint posting) => _admitted is null || (posting != PostingTable.Wiped && _admitted[PostingTable.RowOf(posting)]);

    /// <summary>How many of a term's postings count.</summary>
    public int CountOf(ReadOnlySpan<uint> postings)
    {
        if (_admitted is null)
        {
            return postings.Length;
        }

        var count = 0;
        foreach (var posting in postings)
        {
            count += Admits(posting) ? 1 : 0;
        }

        return count;
    }

    /// <summary>Gives its buffer back.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _admitted, null) is { } admitted)
        {
            ArrayPool<bool>.Shared.Return(admitted);
        }
    }

    private void Admit(SegmentDocument document)
    {
        if (_runs is [.., var last] && last.First + last.Count == document.FirstRow)
        {
            _runs[^1] = (last.First, last.Count + document.Rows);
        }
        else
        {
            _runs.Add((document.FirstRow, document.Rows));
        }

        Rows += document.Rows;
        Length += document.Length;
    }

    private void Mark()
    {
        _admitted = ArrayPool<bool>.Shared.Rent(Segment.Rows);
        _admitted.AsSpan(0, Segment.Rows).Clear();
        foreach (var (first, count) in _runs)
        {
            _admitted.AsSpan(first, count).Fill(true);
        }
    }
}
