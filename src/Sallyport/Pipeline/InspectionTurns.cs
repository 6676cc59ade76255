using System.Diagnostics.CodeAnalysis;
using Sallyport.Tenancy;

namespace Sallyport.Pipeline;

/// <summary>
/// Lets a bounded number of long inspections work at once, and shares that among tenants: whoever has the fewest under way comes first, in
/// the order of asking where they are even. A tenant that sends much waits for itself. An inspection works piece by piece and hands its place
/// over between two of them; of its own tenant's it is the next again. Safe for concurrent use.
/// </summary>
/// <param name="atOnce">How many work at once.</param>
/// <param name="time">The clock.</param>
public sealed class InspectionTurns(int atOnce, TimeProvider time)
{
    /// <summary>Texts of a request up to this size, in bytes, are read without a turn: that takes about a millisecond.</summary>
    public const int ShortLength = 64 << 10;

    /// <summary>How long one inspection may take, waiting included.</summary>
    public static readonly TimeSpan LongestTime = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private readonly Dictionary<TenantId, int> _working = [];

    // Who waits, in the order of asking. Few: each holds a large request, and those have a budget.
    private readonly LinkedList<(TenantId Tenant, TaskCompletionSource Go)> _waiting = [];
    private int _free = atOnce;

    /// <summary>How many wait for a place now.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Waits for a place.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    /// <exception cref="InspectionOverdueException">No place came in time.</exception>
    public async ValueTask<InspectionTurn> EnterAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var turn = new InspectionTurn(this, tenant, time.GetTimestamp());
        TaskCompletionSource? waiter = null;
        lock (_lock)
        {
            if (_free > 0)
            {
                _free--;
                Count_NeedsLock(tenant, 1);
            }
            else
            {
                waiter = NewWaiter();
                _waiting.AddLast((tenant, waiter));
            }
        }

        await turn.WaitAsync(waiter, cancellationToken).ConfigureAwait(false);
        return turn;
    }

    internal void CheckTime(InspectionTurn turn)
    {
        if (time.GetElapsedTime(turn.Started) > LongestTime)
        {
            throw new InspectionOverdueException();
        }
    }

    internal bool TryHandOver(InspectionTurn turn, [NotNullWhen(true)] out TaskCompletionSource? back)
    {
        back = null;
        lock (_lock)
        {
            if (Next_NeedsLock() is not { } next || Working_NeedsLock(next.Value.Tenant) >= Working_NeedsLock(turn.Tenant))
            {
                return false;
            }

            Count_NeedsLock(turn.Tenant, -1);
            _free++;
            Go_NeedsLock(next);
            back = NewWaiter();
            Return_NeedsLock(turn.Tenant, back);
            return true;
        }
    }

    internal void Leave(InspectionTurn turn)
    {
        lock (_lock)
        {
            Count_NeedsLock(turn.Tenant, -1);
            _free++;
            Go_NeedsLock();
        }
    }

    internal async Task WaitAsync(InspectionTurn turn, TaskCompletionSource waiter, CancellationToken cancellationToken)
    {
        var left = LongestTime - time.GetElapsedTime(turn.Started);
        try
        {
            await waiter.Task.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            GiveUp(turn, waiter);
            throw new InspectionOverdueException();
        }
        catch (OperationCanceledException)
        {
            GiveUp(turn, waiter);
            throw;
        }
    }

    private static TaskCompletionSource NewWaiter() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void GiveUp(InspectionTurn turn, TaskCompletionSource waiter)
    {
        lock (_lock)
        {
            for (var node = _waiting.First; node is not null; node = node.Next)
            {
                if (node.Value.Go == waiter)
                {
                    _waiting.Remove(node);
                    return;
                }
            }

            // Its place came at the same moment.
            Count_NeedsLock(turn.Tenant, -1);
            _free++;
            Go_NeedsLock();
        }
    }

    private LinkedListNode<(TenantId Tenant, TaskCompletionSource Go)>? Next_NeedsLock()
    {
        var next = _waiting.First;
        for (var node = next?.Next; node is not null; node = node.Next)
        {
            if (Working_NeedsLock(node.Value.Tenant) < Working_NeedsLock(next!.Value.Tenant))
            {
                next = node;
            }
        }

        return next;
    }

    private void Go_NeedsLock()
    {
        if (_free > 0 && Next_NeedsLock() is { } next)
        {
            Go_NeedsLock(next);
        }
    }

    private void Go_NeedsLock(LinkedListNode<(TenantId Tenant, TaskCompletionSource Go)> next)
    {
        _waiting.Remove(next);
        _free--;
        Count_NeedsLock(next.Value.Tenant, 1);
        next.Value.Go.SetResult();
    }

    // Behind the other tenants that wait already, before its own tenant's that have not begun.
    private void Return_NeedsLock(TenantId tenant, TaskCompletionSource waiter)
    {
        var own = new List<TaskCompletionSource> { waiter };
        for (var node = _waiting.First; node is not null;)
        {
            var next = node.Next;
            if (node.Value.Tenant == tenant)
            {
                own.Add(node.Value.Go);
                _waiting.Remove(node);
            }

            node = next;
        }

        foreach (var go in own)
        {
            _waiting.AddLast((tenant, go));
        }
    }

    private int Working_NeedsLock(TenantId tenant) => _working.GetValueOrDefault(tenant);

    private void Count_NeedsLock(TenantId tenant, int change)
    {
        var count = Working_NeedsLock(tenant) + change;
        if (count == 0)
        {
            _working.Remove(tenant);
        }
        else
        {
            _working[tenant] = count;
        }
    }
}
