namespace Sallyport.Ledger;

/// <summary>
/// The way into the writer: first in, first out, bounded by entries and by bytes. Who finds it full waits in line; nothing is ever dropped.
/// It also tells the writer when lingering for more would make somebody wait.
/// </summary>
internal sealed class EntryQueue(int maxEntries, long maxBytes, int roundEntries)
{
    private readonly Lock _lock = new();
    private readonly Queue<PendingEntry> _entries = new();
    private readonly LinkedList<(PendingEntry Entry, TaskCompletionSource Admitted)> _line = new();
    private TaskCompletionSource _filled = NewSignal();
    private TaskCompletionSource _urgent = NewSignal();
    private long _bytes;
    private int _strict;
    private bool _closed;

    /// <summary>Completes when the writer should not wait for more: someone waits for the disk, a round is full, or the queue closes.</summary>
    public Task Urgent
    {
        get
        {
            lock (_lock)
            {
                return _urgent.Task;
            }
        }
    }

    /// <exception cref="LedgerUnavailableException">The queue is closed.</exception>
    public ValueTask AddAsync(PendingEntry entry, CancellationToken cancellationToken)
    {
        LinkedListNode<(PendingEntry Entry, TaskCompletionSource Admitted)> place;
        lock (_lock)
        {
            if (_closed)
            {
                throw Closed();
            }

            if (_line.Count == 0 && HasRoom_NeedsLock(entry))
            {
                Enqueue_NeedsLock(entry);
                return ValueTask.CompletedTask;
            }

            place = _line.AddLast((entry, NewSignal()));
            _urgent.TrySetResult();
        }

        return new ValueTask(WaitInLineAsync(place, cancellationToken));
    }

    /// <summary>Waits until there is an entry. False once the queue is closed and empty.</summary>
    public async Task<bool> WaitAsync()
    {
        while (true)
        {
            Task filled;
            lock (_lock)
            {
                if (_entries.Count > 0)
                {
                    return true;
                }

                if (_closed)
                {
                    return false;
                }

                filled = _filled.Task;
            }

            await filled.ConfigureAwait(false);
        }
    }

    /// <summary>Moves up to one round of entries out, and lets those who wait in line move up.</summary>
    public void Drain(List<PendingEntry> into, int maxRoundEntries, long maxRoundBytes)
    {
        lock (_lock)
        {
            var bytes = 0L;
            for (var count = 0; count < maxRoundEntries && bytes < maxRoundBytes && _entries.TryDequeue(out var entry); count++)
            {
                bytes += entry.Weight;
                _bytes -= entry.Weight;
                _strict -= entry.IsStrict ? 1 : 0;
                into.Add(entry);
            }

            _filled = _entries.Count == 0 && !_closed ? NewSignal() : _filled;
            _urgent = _urgent.Task.IsCompleted ? NewSignal() : _urgent;
            while (_line.First is { } next && HasRoom_NeedsLock(next.Value.Entry))
            {
                _line.RemoveFirst();
                Enqueue_NeedsLock(next.Value.Entry);
                next.Value.Admitted.TrySetResult();
            }

            SignalUrgency_NeedsLock();
        }
    }

    /// <summary>Takes no more entries; those that are in stay, those in line are turned away unless they are owed.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            TurnAway_NeedsLock(Closed());
            _filled.TrySetResult();
            _urgent.TrySetResult();
        }
    }

    /// <summary>Turns away those in line, who have been promised nothing yet; owed entries come in.</summary>
    public void TurnAwayLine(LedgerUnavailableException reason)
    {
        lock (_lock)
        {
            TurnAway_NeedsLock(reason);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static LedgerUnavailableException Closed() => new("The ledger's writer is closed.");

    private async Task WaitInLineAsync(
        LinkedListNode<(PendingEntry Entry, TaskCompletionSource Admitted)> place, CancellationToken cancellationToken)
    {
        var admitted = place.Value.Admitted.Task;
        try
        {
            await admitted.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            lock (_lock)
            {
                if (place.List is not null)
                {
                    _line.Remove(place);
                    throw;
                }
            }

            // It was admitted in the same moment: it is in, so it counts.
            await admitted.ConfigureAwait(false);
        }
    }

    private bool HasRoom_NeedsLock(PendingEntry entry) =>
        _entries.Count < maxEntries && (_bytes + entry.Weight <= maxBytes || _entries.Count == 0);

    private void Enqueue_NeedsLock(PendingEntry entry)
    {
        _entries.Enqueue(entry);
        _bytes += entry.Weight;
        _strict += entry.IsStrict ? 1 : 0;
        _filled.TrySetResult();
        SignalUrgency_NeedsLock();
    }

    private void SignalUrgency_NeedsLock()
    {
        if (_strict > 0 || _entries.Count >= roundEntries || _line.Count > 0 || _closed)
        {
            _urgent.TrySetResult();
        }
    }

    private void TurnAway_NeedsLock(LedgerUnavailableException reason)
    {
        foreach (var (entry, admitted) in _line)
        {
            if (entry.IsOwed)
            {
                Enqueue_NeedsLock(entry);
                admitted.TrySetResult();
            }
            else
            {
                admitted.TrySetException(reason);
            }
        }

        _line.Clear();
    }
}
