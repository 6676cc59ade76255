using Sallyport.Retrieval;
using Sallyport.Retrieval.Index;
using Sallyport.Retrieval.Library;

namespace Sallyport.Tests.Retrieval.Index;

/// <summary>Vector stores as a database would keep them: documents and tombstones, each with the revision of its last change.</summary>
internal sealed class FeedStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<IndexKey, Kept> _stores = [];

    /// <summary>Called when a feed begins to be read.</summary>
    public Func<IndexKey, long, Task> OnRead { get; set; } = static (_, _) => Task.CompletedTask;

    /// <summary>The documents of an answer.</summary>
    public int PageSize { get; set; } = 3;

    /// <summary>The embedder of all stores.</summary>
    public string Embedder { get; set; } = "test";

    /// <summary>Every chunk that was given out.</summary>
    public List<ChunkEntry> Given { get; } = [];

    public long Revision(IndexKey key)
    {
        lock (_lock)
        {
            return _stores.GetValueOrDefault(key)?.Revision ?? 0;
        }
    }

    public IReadOnlyList<DocumentEntry> Documents(IndexKey key)
    {
        lock (_lock)
        {
            return [.. _stores.GetValueOrDefault(key)?.Entries.Values.Select(static entry => entry.Document).OfType<DocumentEntry>() ?? []];
        }
    }

    public void Put(IndexKey key, DocumentEntry document) => Change(key, document.File, document);

    public void Remove(IndexKey key, FileId file) => Change(key, file, null);

    public void Delete(IndexKey key)
    {
        lock (_lock)
        {
            _stores.Remove(key);
        }
    }

    /// <summary>Removes what tells of removed documents.</summary>
    public void PurgeTombstones(IndexKey key)
    {
        lock (_lock)
        {
            var store = _stores[key];
            foreach (var (file, _) in store.Entries.Where(static entry => entry.Value.Document is null).ToList())
            {
                store.Forgotten = Math.Max(store.Forgotten, store.Entries[file].Revision);
                store.Entries.Remove(file);
            }
        }
    }

    public async Task<StoreChanges?> ReadAsync(IndexKey key, long after, bool isFirstLoad, CancellationToken cancellationToken)
    {
        await OnRead(key, after).WaitAsync(cancellationToken);
        lock (_lock)
        {
            if (!_stores.TryGetValue(key, out var store))
            {
                return null;
            }

            if (!isFirstLoad && after < store.Forgotten)
            {
                return new(0, StartsOver: true, HasMore: true, Embedder, [], []);
            }

            var changes = store.Entries.Where(entry => entry.Value.Revision > after).OrderBy(static entry => entry.Value.Revision).ToList();
            var page = changes.Take(PageSize).ToList();
            var hasMore = page.Count < changes.Count;
            return new(
                hasMore ? page[^1].Value.Revision : store.Revision,
                StartsOver: false,
                hasMore,
                Embedder,
                [.. page.Select(static entry => entry.Value.Document).OfType<DocumentEntry>().Select(Copy)],
                [.. page.Where(static entry => entry.Value.Document is null).Select(static entry => entry.Key)]);
        }
    }

    private DocumentEntry Copy(DocumentEntry document)
    {
        var copy = document with { Chunks = [.. document.Chunks.Select(static chunk => chunk with { Vector = chunk.Vector.ToArray(), Terms = chunk.Terms.ToArray() })] };
        Given.AddRange(copy.Chunks);
        return copy;
    }

    private void Change(IndexKey key, FileId file, DocumentEntry? document)
    {
        lock (_lock)
        {
            if (!_stores.TryGetValue(key, out var store))
            {
                _stores[key] = store = new();
            }

            store.Entries[file] = (++store.Revision, document);
        }
    }

    private sealed class Kept
    {
        public long Revision { get; set; }

        public long Forgotten { get; set; }

        public Dictionary<FileId, (long Revision, DocumentEntry? Document)> Entries { get; } = [];
    }
}
