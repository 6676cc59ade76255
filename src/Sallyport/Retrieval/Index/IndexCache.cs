using System.Runtime.InteropServices;
using Sallyport.Retrieval.Library;
using Sallyport.Tenancy;

namespace Sallyport.Retrieval.Index;

/// <summary>
/// The indexes of all tenants in one budget of memory. One is loaded when it is first searched, brought up to date by revision before each search, and
/// wiped when others need its memory and it is the longest unused. Safe for concurrent use.
/// </summary>
/// <param name="budget">In bytes, for all indexes together. While segments are merged it may be exceeded by the size of one merge, some 30 MB at 512 dimensions.</param>
/// <param name="feed">Where indexes are read from.</param>
/// <param name="ranking">Ranks by vectors for indexes without vectors, where there are any.</param>
internal sealed class IndexCache(long budget, IndexFeed feed, VectorRanking? ranking = null) : IDisposable
{
    private const int MaxRemembered = 1024;

    // What an index takes that holds nothing, roughly; so that the number of indexes is bounded too.
    private const int BytesOfEmpty = 4096;

    private readonly Lock _lock = new();
    private readonly Dictionary<IndexKey, LinkedListNode<CachedIndex>> _indexes = [];

    // The longest unused first.
    private readonly LinkedList<CachedIndex> _byUse = [];

    // Stores that didn't fit, with the revision at which they didn't: reading them again would only drive out the others.
    private readonly Dictionary<IndexKey, long> _tooLarge = [];
    private long _allotted;
    private bool _disposed;

    /// <summary>The bytes that are allotted now.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock)
            {
                return _allotted;
            }
        }
    }

    /// <summary>Searches an index, once it has what the store had.</summary>
    /// <param name="key">Which.</param>
    /// <param name="revision">The store's revision, read by the caller just now: what was removed up to then isn't found.</param>
    /// <param name="query">As for <see cref="StoreIndex.Search"/>.</param>
    /// <param name="cancellationToken">Ends the waiting and the search; a load goes on for others.</param>
    /// <returns>As <see cref="StoreIndex.Search"/>; null where there is no such store, or its vectors are another embedder's by now.</returns>
    /// <exception cref="IndexCapacityException">The index doesn't fit.</exception>
    /// <exception cref="ObjectDisposedException">The cache was disposed.</exception>
    public async ValueTask<IReadOnlyList<IndexHit>?> SearchAsync(IndexKey key, long revision, IndexQuery query, CancellationToken cancellationToken)
    {
        while (true)
        {
            var index = Enter(key, revision);
            try
            {
                await CatchUpAsync(index, revision, cancellationToken).ConfigureAwait(false);
                if (index.IsGone)
                {
                    return null;
                }

                return key.Dimensions > 0 || ranking is null || query.Mode == SearchMode.Bm25
                    ? index.Index.Search(query, cancellationToken)
                    : await index.Index.SearchAsync(query, (files, chunks, most) => ranking(key, query.Vector, files, chunks, most, cancellationToken), cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is ObjectDisposedException or OperationCanceledException && IsForgotten(index) && !cancellationToken.IsCancellationRequested)
            {
                // It was let go of meanwhile: what is there now decides.
            }
            finally
            {
                Leave(index);
            }
        }
    }

    /// <summary>Wipes every index of a tenant: its key was destroyed, or its data.</summary>
    public void Forget(TenantId tenant) => Forget(key => key.Tenant == tenant);

    /// <summary>Wipes the indexes of a vector store.</summary>
    public void Forget(TenantId tenant, VectorStoreId store) => Forget(key => key.Tenant == tenant && key.Store == store);

    /// <summary>Wipes all indexes, each once the searches under way in it have ended.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
        }

        Forget(static _ => true);
    }

    /// <summary>The index, if it is loaded.</summary>
    internal StoreIndex? Find(IndexKey key)
    {
        lock (_lock)
        {
            return _indexes.GetValueOrDefault(key)?.Value.Index;
        }
    }

    private CachedIndex Enter(IndexKey key, long revision)
    {
        var dropped = new List<CachedIndex>();
        try
        {
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                if (_tooLarge.GetValueOrDefault(key, -1) == revision)
                {
                    throw TooLarge();
                }

                return Find_NeedsLock(key) ?? Create_NeedsLock(key, dropped);
            }
        }
        finally
        {
            dropped.ForEach(static index => index.Dispose());
        }
    }

    private CachedIndex? Find_NeedsLock(IndexKey key)
    {
        if (_indexes.GetValueOrDefault(key) is not { } node)
        {
            return null;
        }

        node.Value.Users++;
        _byUse.Remove(node);
        _byUse.AddLast(node);
        return node.Value;
    }

    private CachedIndex Create_NeedsLock(IndexKey key, List<CachedIndex> dropped)
    {
        MakeRoom_NeedsLock(BytesOfEmpty, dropped);
        var index = new CachedIndex(key) { Users = 1, Allotted = BytesOfEmpty };
        _allotted += BytesOfEmpty;
        _indexes[key] = _byUse.AddLast(index);
        return index;
    }

    private void Leave(CachedIndex index)
    {
        lock (_lock)
        {
            index.Users--;
        }
    }

    private async Task CatchUpAsync(CachedIndex index, long revision, CancellationToken cancellationToken)
    {
        // A load that is under way may have begun before the caller read the revision; the next has not.
        for (var waits = 0; waits < 2; waits++)
        {
            var isOwn = false;
            Task loading;
            lock (_lock)
            {
                if (index.IsGone || (index.IsLoaded && index.Revision >= revision))
                {
                    return;
                }

                ObjectDisposedException.ThrowIf(index.IsDropped, index);

                if (index.Loading.IsCompleted)
                {
                    isOwn = true;
                    index.Users++;
                    index.Wanted = revision;
                    index.Loading = Task.Run(() => LoadAsync(index), CancellationToken.None);
                }

                loading = index.Loading;
            }

            await loading.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (isOwn)
            {
                return;
            }
        }
    }

    private async Task LoadAsync(CachedIndex index)
    {
        try
        {
            var isFirstLoad = index.Revision == 0;
            var hasMore = true;
            while (hasMore)
            {
                var changes = await feed(index.Key, index.Revision, isFirstLoad, index.Dropped).ConfigureAwait(false);
                var isGone = changes is null || changes.Embedder != index.Key.Embedder;
                if (isGone || changes!.StartsOver)
                {
                    LetGo(index, isGone);
                    return;
                }

                Take(index, changes);
                hasMore = changes.HasMore;
            }

            lock (_lock)
            {
                index.IsLoaded = true;
            }
        }
        catch (IndexCapacityException e)
        {
            Refuse(index, remember: !e.IsTransient);
            throw;
        }
        finally
        {
            Leave(index);
        }
    }

    /// <summary>Takes changes over, and wipes what they were brought in.</summary>
    private void Take(CachedIndex index, StoreChanges changes)
    {
        try
        {
            Allot(index, changes.Present.Sum(document => StoreIndex.BytesOf(document, index.Key.Dimensions)));
            index.Index.Apply(changes.Present, changes.Removed);
            Settle(index, changes.Revision);
        }
        finally
        {
            foreach (var chunk in changes.Present.SelectMany(static document => document.Chunks))
            {
                MemoryMarshal.AsMemory(chunk.Vector).Span.Clear();
                MemoryMarshal.AsMemory(chunk.Terms).Span.Clear();
            }
        }
    }

    private void Allot(CachedIndex index, long bytes)
    {
        var dropped = new List<CachedIndex>();
        try
        {
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(index.IsDropped, index);
                if (index.Allotted + bytes > budget)
                {
                    throw TooLarge();
                }

                MakeRoom_NeedsLock(bytes, dropped);
                index.Allotted += bytes;
                _allotted += bytes;
            }
        }
        finally
        {
            dropped.ForEach(static other => other.Dispose());
        }
    }

    private void Settle(CachedIndex index, long revision)
    {
        lock (_lock)
        {
            index.Revision = revision;
            if (!index.IsDropped)
            {
                var more = index.Index.Bytes + BytesOfEmpty - index.Allotted;
                index.Allotted += more;
                _allotted += more;
            }
        }
    }

    // Searches that wait for it then begin again, with another index, unless there is nothing any more.
    private void LetGo(CachedIndex index, bool isGone)
    {
        var dropped = new List<CachedIndex>();
        lock (_lock)
        {
            index.IsGone = isGone;
            Drop_NeedsLock(index, dropped);
        }

        dropped.ForEach(static other => other.Dispose());
    }

    private void Refuse(CachedIndex index, bool remember)
    {
        var dropped = new List<CachedIndex>();
        lock (_lock)
        {
            Drop_NeedsLock(index, dropped);
            if (remember)
            {
                if (_tooLarge.Count >= MaxRemembered)
                {
                    _tooLarge.Clear();
                }

                _tooLarge[index.Key] = index.Wanted;
            }
        }

        dropped.ForEach(static other => other.Dispose());
    }

    private void MakeRoom_NeedsLock(long bytes, List<CachedIndex> dropped)
    {
        for (var node = _byUse.First; node is not null && _allotted + bytes > budget;)
        {
            var index = node.Value;
            node = node.Next;
            if (index.Users == 0)
            {
                Drop_NeedsLock(index, dropped);
            }
        }

        if (_allotted + bytes > budget)
        {
            throw new IndexCapacityException("The memory set aside for searches is in use. Try again shortly.", isTransient: true);
        }
    }

    // What is dropped is wiped by the caller, outside the lock: that takes a while, and waits for a batch that is being taken over.
    private void Drop_NeedsLock(CachedIndex index, List<CachedIndex> dropped)
    {
        if (!index.IsDropped)
        {
            index.IsDropped = true;
            _allotted -= index.Allotted;
            if (_indexes.Remove(index.Key, out var node))
            {
                _byUse.Remove(node);
            }

            dropped.Add(index);
        }
    }

    private void Forget(Func<IndexKey, bool> isMeant)
    {
        var dropped = new List<CachedIndex>();
        lock (_lock)
        {
            foreach (var index in _byUse.Where(index => isMeant(index.Key)).ToList())
            {
                Drop_NeedsLock(index, dropped);
            }

            foreach (var key in _tooLarge.Keys.Where(isMeant).ToList())
            {
                _tooLarge.Remove(key);
            }
        }

        dropped.ForEach(static index => index.Dispose());
    }

    private static IndexCapacityException TooLarge() => new("The vector store is too large for the memory set aside for searches.", isTransient: false);

    private bool IsForgotten(CachedIndex index)
    {
        lock (_lock)
        {
            return index.IsDropped && !_disposed;
        }
    }
}
