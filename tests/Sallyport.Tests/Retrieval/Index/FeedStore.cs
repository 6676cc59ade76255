using System.Runtime.CompilerServices;
using Sallyport.Retrieval;
using Sallyport.Retrieval.Index;

namespace Sallyport.Tests.Retrieval.Index;

/// <summary>Vector stores as a database would keep them: documents and tombstones, each with the revision of its last change.</summary>
internal sealed class FeedStore
{
    private readonly Dictionary<IndexKey, Dictionary<FileId, (long Revision, DocumentEntry? Document)>> _stores = [];
    private readonly Dictionary<IndexKey, long> _revisions = [];

    /// <summary>Called when a feed begins to be read.</summary>
    public Func<IndexKey, long, Task> OnRead { get; set; } = static (_, _) => Task.CompletedTask;

    /// <summary>The documents of a batch.</summary>
    public int BatchSize { get; set; } = 3;

    public long Revision(IndexKey key)
    {
        lock (_stores)
        {
            return _revisions.GetValueOrDefault(key);
        }
    }

    public IReadOnlyList<DocumentEntry> Documents(IndexKey key)
    {
        lock (_stores)
        {
            return [.. _stores.GetValueOrDefault(key, []).Values.Select(static entry => entry.Document).OfType<DocumentEntry>()];
        }
    }

    public void Put(IndexKey key, DocumentEntry document) => Change(key, document.File, document);

    public void Remove(IndexKey key, FileId file) => Change(key, file, null);

    /// <summary>Removes what tells of removed documents.</summary>
    public void PurgeTombstones(IndexKey key)
    {
        lock (_stores)
        {
            foreach (var (file, _) in _stores[key].Where(static entry => entry.Value.Document is null).ToList())
            {
                _stores[key].Remove(file);
            }
        }
    }

    public async IAsyncEnumerable<IndexBatch> ReadAsync(IndexKey key, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await OnRead(key, after).WaitAsync(cancellationToken);
        List<(FileId File, long Revision, DocumentEntry? Document)> changes;
        long revision;
        lock (_stores)
        {
            revision = _revisions.GetValueOrDefault(key);
            changes = [.. _stores.GetValueOrDefault(key, []).Select(static entry => (entry.Key, entry.Value.Revision, entry.Value.Document)).Where(entry => entry.Revision > after).OrderBy(static entry => entry.Revision)];
        }

        foreach (var batch in changes.Chunk(BatchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new(batch[^1].Revision, [.. batch.Select(static change => change.Document).OfType<DocumentEntry>()], [.. batch.Where(static change => change.Document is null).Select(static change => change.File)]);
        }

        yield return new(revision, [], []);
    }

    private void Change(IndexKey key, FileId file, DocumentEntry? document)
    {
        lock (_stores)
        {
            _revisions[key] = _revisions.GetValueOrDefault(key) + 1;
            if (!_stores.TryGetValue(key, out var store))
            {
                _stores[key] = store = [];
            }

            store[file] = (_revisions[key], document);
        }
    }
}
