using Sallyport.Retrieval.Rotation;

namespace Sallyport.Retrieval.Index;

/// <summary>
/// The chunks of one vector store, in memory, to be searched exactly. Safe for concurrent use: a search sees the index as it was when it began, and neither
/// waits for those who write nor makes them wait. Vectors, terms and lengths lie in pinned memory and are zeroed once a document is removed, or the index
/// disposed, and the last search that could see them has ended. File ids, labels and attributes are ordinary objects.
/// </summary>
internal sealed class StoreIndex : IDisposable
{
    /// <summary>The most dimensions of a vector.</summary>
    public const int MaxDimensions = 16_384;

    // A batch is cut into segments of about so many rows: 16 MB at 512 dimensions. Above a quarter of it they are not merged any more.
    private const int SegmentRows = 8192;
    private const int LargestMerged = SegmentRows / FanIn;

    // So many segments of one size become one. Each row is copied once for each power of this that its store has.
    private const int FanIn = 4;

    // How far from 1 rounding may take the length of a vector.
    private const float MaxSquare = 1.02f;

    private readonly Lock _writing = new();
    private readonly Dictionary<FileId, (IndexSegment Segment, int Document)> _places = [];
    private IndexSnapshot? _current;
    private long _bytes;

    /// <summary>Creates an empty index.</summary>
    /// <param name="dimensions">The length of each vector, up to <see cref="MaxDimensions"/>; 0 for an index without vectors, which are ranked elsewhere.</param>
    public StoreIndex(int dimensions)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(dimensions);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimensions, MaxDimensions);
        Dimensions = dimensions;
        _current = new([], isFirst: true);
    }

    /// <summary>The length of each vector.</summary>
    public int Dimensions { get; }

    /// <summary>The memory that it takes, in bytes, with what is yet to be wiped; document attributes are estimated.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>What a document is going to take, in bytes, at most.</summary>
    public static long BytesOf(DocumentEntry document, int dimensions)
    {
        var (rows, terms) = (0L, 0L);
        foreach (var chunk in SegmentBuilder.Searchable(document))
        {
            rows++;
            terms += chunk.Terms.Length;
        }

        return IndexSegment.MostBytes(rows, terms, VectorBlock.StrideOf(dimensions));
    }

    /// <summary>Adds a document, or replaces the one of the same file.</summary>
    /// <exception cref="ArgumentException">A vector has another length than <see cref="Dimensions"/>, or is longer than 1 as a vector or not finite; or the document is too large.</exception>
    /// <exception cref="ObjectDisposedException">The index was disposed.</exception>
    public void Put(DocumentEntry document) => Apply([document], []);

    /// <summary>Removes a document, if it is there. No search that begins later finds it.</summary>
    /// <exception cref="ObjectDisposedException">The index was disposed.</exception>
    public void Remove(FileId file) => Apply([], [file]);

    /// <summary>Adds, replaces and removes documents; searches see all of it or nothing.</summary>
    /// <param name="documents">As for <see cref="Put"/>; of two of one file the later counts.</param>
    /// <param name="removed">As for <see cref="Remove"/>; before the documents are added.</param>
    /// <exception cref="ArgumentException">As for <see cref="Put"/>; then nothing has changed.</exception>
    /// <exception cref="ObjectDisposedException">The index was disposed.</exception>
    public void Apply(IReadOnlyCollection<DocumentEntry> documents, IReadOnlyCollection<FileId> removed)
    {
        var added = new Dictionary<FileId, DocumentEntry>(documents.Count);
        foreach (var document in documents)
        {
            Check(document);
            added[document.File] = document;
        }

        lock (_writing)
        {
            var before = _current ?? throw new ObjectDisposedException(nameof(StoreIndex));
            var edit = new IndexEdit(before.Views, Dimensions);
            var leaving = removed.Concat(added.Keys).ToHashSet();
            foreach (var file in leaving)
            {
                if (_places.TryGetValue(file, out var place))
                {
                    edit.Remove(place.Segment, place.Document);
                }
            }

            edit.Complete(added.Values, SegmentRows, FanIn, LargestMerged);
            Publish_NeedsLock(before, edit, leaving);
        }
    }

    /// <summary>Searches.</summary>
    /// <param name="query">What for.</param>
    /// <param name="cancellationToken">Ends the search between segments.</param>
    /// <returns>The best hits first. Equal ones are in the order of their files' ids, then of their chunks; so the hits depend on the documents alone.</returns>
    /// <exception cref="ArgumentException">The limit is out of range, there are too many terms, or the vector doesn't fit <see cref="Dimensions"/>, is not finite or longer than 1.</exception>
    /// <exception cref="ObjectDisposedException">The index was disposed.</exception>
    public IReadOnlyList<IndexHit> Search(IndexQuery query, CancellationToken cancellationToken = default)
    {
        if (query.Mode != SearchMode.Bm25)
        {
            CheckVector(query.Vector.Span, Dimensions);
        }

        Check(query);
        var snapshot = Enter();
        try
        {
            using var search = new IndexSearch(snapshot.Views, query, VectorBlock.StrideOf(Dimensions), cancellationToken);
            return search.Run();
        }
        finally
        {
            snapshot.Leave();
        }
    }

    /// <summary>As <see cref="Search"/>, of an index without vectors: what it holds is ranked by vectors elsewhere, meanwhile it stays as it was when the search began.</summary>
    /// <param name="query">What for.</param>
    /// <param name="rank">Ranks the chunks of documents by vectors: documents, how many chunks they have, how many to give.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public async ValueTask<IReadOnlyList<IndexHit>> SearchAsync(
        IndexQuery query, Func<IReadOnlyList<FileId>, long, int, Task<IReadOnlyList<RankedChunk>>> rank, CancellationToken cancellationToken)
    {
        CheckVector(query.Vector.Span, query.Vector.Length);
        Check(query);
        var snapshot = Enter();
        try
        {
            using var search = new IndexSearch(snapshot.Views, query, stride: 0, cancellationToken);
            if (search.Rows > 0 && query.Vector.Span.IndexOfAnyExcept(0f) >= 0)
            {
                search.Take(await rank(search.Files, search.Rows, search.VectorDepth).ConfigureAwait(false));
            }

            return search.Run();
        }
        finally
        {
            snapshot.Leave();
        }
    }

    /// <summary>Closes the index and wipes it, as soon as the searches under way have ended.</summary>
    public void Dispose()
    {
        lock (_writing)
        {
            if (_current is { } last)
            {
                Volatile.Write(ref _current, null);
                _places.Clear();
                last.Retire(null, () =>
                {
                    foreach (var view in last.Views)
                    {
                        view.Segment.Wipe();
                        Interlocked.Add(ref _bytes, -view.Segment.Bytes);
                    }
                });
            }
        }
    }

    /// <summary>The segments that a search would see now.</summary>
    internal IReadOnlyList<SegmentView> Views => (Volatile.Read(ref _current) ?? throw new ObjectDisposedException(nameof(StoreIndex))).Views;

    private void Publish_NeedsLock(IndexSnapshot before, IndexEdit edit, HashSet<FileId> leaving)
    {
        foreach (var file in leaving)
        {
            _places.Remove(file);
        }

        foreach (var segment in edit.Built)
        {
            Interlocked.Add(ref _bytes, segment.Bytes);
            for (var i = 0; i < segment.Documents.Length; i++)
            {
                _places[segment.Documents[i].Document.File] = (segment, i);
            }
        }

        var after = new IndexSnapshot(edit.Views, isFirst: false);
        Volatile.Write(ref _current, after);
        before.Retire(after, () => Interlocked.Add(ref _bytes, -edit.Wipe()));
    }

    private IndexSnapshot Enter()
    {
        while (true)
        {
            var snapshot = Volatile.Read(ref _current) ?? throw new ObjectDisposedException(nameof(StoreIndex));
            if (snapshot.TryEnter())
            {
                return snapshot;
            }
        }
    }

    private void Check(DocumentEntry document)
    {
        foreach (var chunk in SegmentBuilder.Searchable(document))
        {
            CheckVector(chunk.Vector.Span, Dimensions);
        }
    }

    private static void Check(IndexQuery query)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1, nameof(query));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, IndexQuery.MaxLimit, nameof(query));
        if (query.Mode != SearchMode.Vector && query.Terms.Length > IndexQuery.MaxTerms)
        {
            throw new ArgumentException($"A question has at most {IndexQuery.MaxTerms} terms.", nameof(query));
        }
    }

    private static void CheckVector(ReadOnlySpan<float> vector, int dimensions)
    {
        if (vector.Length != dimensions)
        {
            throw new ArgumentException($"A vector has {vector.Length} dimensions where the index has {dimensions}.");
        }

        var square = 0f;
        foreach (var value in vector)
        {
            square += value * value;
        }

        // So written that what is not a number fails too.
        if (!(square <= MaxSquare))
        {
            throw new ArgumentException("A vector is of length 1, or all zeros.");
        }
    }
}
