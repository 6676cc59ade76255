namespace Sallyport.Retrieval.Index;

/// <summary>An index in the cache. All but <see cref="Index"/> belongs to the cache's lock.</summary>
internal sealed class CachedIndex(IndexKey key) : IDisposable
{
    private readonly CancellationTokenSource _dropped = new();

    /// <summary>Which index it is.</summary>
    public IndexKey Key => key;

    /// <summary>The index.</summary>
    public StoreIndex Index { get; } = new(key.Dimensions);

    /// <summary>The store's revision that it has; 0 where nothing was read yet.</summary>
    public long Revision { get; set; }

    /// <summary>The revision for which it is being read.</summary>
    public long Wanted { get; set; }

    /// <summary>Whether it was read to the end once.</summary>
    public bool IsLoaded { get; set; }

    /// <summary>The searches and the load that need it.</summary>
    public int Users { get; set; }

    /// <summary>The bytes that it was allotted.</summary>
    public long Allotted { get; set; }

    /// <summary>The load that is under way, or the last one.</summary>
    public Task Loading { get; set; } = Task.CompletedTask;

    /// <summary>Whether the cache has let go of it.</summary>
    public bool IsDropped { get; set; }

    /// <summary>Whether that was since there is nothing to be indexed under its key any more.</summary>
    public bool IsGone { get; set; }

    /// <summary>Cancelled once the cache has let go of it.</summary>
    public CancellationToken Dropped => _dropped.Token;

    /// <summary>Ends its load, and wipes it once the searches under way have ended.</summary>
    public void Dispose()
    {
        _dropped.Cancel();
        Index.Dispose();
    }
}
