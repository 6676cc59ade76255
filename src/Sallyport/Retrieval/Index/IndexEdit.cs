namespace Sallyport.Retrieval.Index;

/// <summary>The making of the next snapshot's segments out of those of the last, and what of the last has to be wiped then.</summary>
internal sealed class IndexEdit(IReadOnlyList<SegmentView> before, int dimensions)
{
    private readonly List<SegmentView> _views = [.. before];
    private readonly List<(IndexSegment Segment, int Document)> _removed = [];
    private readonly List<IndexSegment> _dropped = [];

    /// <summary>The next snapshot's segments.</summary>
    public IReadOnlyList<SegmentView> Views => _views;

    /// <summary>The segments that were made, in the order of their making: what stands in a later one has left the earlier.</summary>
    public List<IndexSegment> Built { get; } = [];

    /// <summary>Removes a document; each once.</summary>
    public void Remove(IndexSegment segment, int document)
    {
        var at = _views.FindIndex(view => view.Segment == segment);
        var view = _views[at].Without(document);
        if (view.LiveRows == 0)
        {
            _views.RemoveAt(at);
            _dropped.Add(segment);
        }
        else
        {
            _views[at] = view;
            _removed.Add((segment, document));
        }
    }

    /// <summary>Adds documents, in segments of about so many rows, and makes one of many segments. If it fails, what it made is wiped.</summary>
    /// <param name="documents">The documents.</param>
    /// <param name="segmentRows">How many rows a new segment has, if there are as many.</param>
    /// <param name="fanIn">So many segments of a size become one.</param>
    /// <param name="largest">The most rows of a segment that is merged.</param>
    /// <exception cref="ArgumentException">A document is too large.</exception>
    public void Complete(IEnumerable<DocumentEntry> documents, int segmentRows, int fanIn, int largest)
    {
        try
        {
            Add(documents, segmentRows);
            Merge(fanIn, largest);
        }
        catch
        {
            Built.ForEach(static segment => segment.Wipe());
            throw;
        }
    }

    /// <summary>Wipes what the next snapshot doesn't have, once nobody reads an older one.</summary>
    /// <returns>The bytes that became free.</returns>
    public long Wipe()
    {
        foreach (var (segment, document) in _removed)
        {
            segment.Wipe(document);
        }

        var bytes = 0L;
        foreach (var segment in _dropped)
        {
            segment.Wipe();
            bytes += segment.Bytes;
        }

        return bytes;
    }

    private void Add(IEnumerable<DocumentEntry> documents, int segmentRows)
    {
        var builder = new SegmentBuilder(dimensions);
        foreach (var document in documents.Where(static document => SegmentBuilder.Searchable(document).Any()))
        {
            builder.Add(document);
            if (builder.Rows >= segmentRows)
            {
                Build(builder);
                builder = new(dimensions);
            }
        }

        if (builder.Rows > 0)
        {
            Build(builder);
        }
    }

    // Segments that are mostly gone are made anew too.
    private void Merge(int fanIn, int largest)
    {
        while (Mergeable(fanIn, largest) is { } group)
        {
            var builder = new SegmentBuilder(dimensions);
            foreach (var view in group)
            {
                builder.Add(view);
                _views.Remove(view);
                _dropped.Add(view.Segment);
            }

            Build(builder);
        }
    }

    private List<SegmentView>? Mergeable(int fanIn, int largest)
    {
        if (_views.Find(static view => view.LiveRows < view.Segment.Rows / 2) is { } thin)
        {
            return [thin];
        }

        var sizes = new Dictionary<int, List<SegmentView>>();
        foreach (var view in _views.Where(view => view.LiveRows <= largest))
        {
            var size = (int)Math.Log(view.LiveRows, fanIn);
            if (!sizes.TryGetValue(size, out var group))
            {
                sizes[size] = group = [];
            }

            group.Add(view);
            if (group.Count == fanIn)
            {
                return group;
            }
        }

        return null;
    }

    private void Build(SegmentBuilder builder)
    {
        var segment = builder.Build();
        Built.Add(segment);
        _views.Add(new(segment));
    }
}
