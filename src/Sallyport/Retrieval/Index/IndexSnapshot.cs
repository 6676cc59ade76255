namespace Sallyport.Retrieval.Index;

/// <summary>
/// What readers see of an index at one moment. A snapshot counts its readers, and keeps its successor from ending before itself: so when one ends, nobody
/// reads it or any older one, and what its successor no longer has can be wiped. Neither side ever waits.
/// </summary>
internal sealed class IndexSnapshot(IReadOnlyList<SegmentView> views, bool isFirst)
{
    // One for being the index's current snapshot, one for its predecessor.
    private int _holds = isFirst ? 1 : 2;
    private IndexSnapshot? _successor;
    private Action? _wipe;

    /// <summary>The segments.</summary>
    public IReadOnlyList<SegmentView> Views => views;

    /// <summary>Begins to read.</summary>
    /// <returns>False if it has ended, so that there is a newer one.</returns>
    public bool TryEnter()
    {
        var holds = Volatile.Read(ref _holds);
        while (holds > 0)
        {
            var seen = Interlocked.CompareExchange(ref _holds, holds + 1, holds);
            if (seen == holds)
            {
                return true;
            }

            holds = seen;
        }

        return false;
    }

    /// <summary>Ends what <see cref="TryEnter"/> began.</summary>
    public void Leave() => Release();

    /// <summary>Ends its time as the current snapshot.</summary>
    /// <param name="successor">The next; null where the index was closed.</param>
    /// <param name="wipe">Wipes what the successor no longer has. Runs on this thread or on that of the last reader.</param>
    public void Retire(IndexSnapshot? successor, Action wipe)
    {
        (_successor, _wipe) = (successor, wipe);
        Release();
    }

    private void Release()
    {
        var snapshot = this;
        while (snapshot is not null && Interlocked.Decrement(ref snapshot._holds) == 0)
        {
            snapshot._wipe!();
            snapshot = snapshot._successor;
        }
    }
}
