using Sallyport.Tenancy;

namespace Sallyport.Pipeline;

/// <summary>One long inspection's place among those that take turns. Disposing of it lets others on. Not safe for concurrent use.</summary>
public sealed class InspectionTurn : IDisposable
{
    private readonly InspectionTurns _turns;
    private bool _isHeld;

    internal InspectionTurn(InspectionTurns turns, TenantId tenant, long started)
    {
        _turns = turns;
        Tenant = tenant;
        Started = started;
    }

    internal TenantId Tenant { get; }

    internal long Started { get; }

    /// <summary>To be called between pieces of work: where a tenant waits that has fewer inspections under way, it comes first.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    /// <exception cref="InspectionOverdueException">The inspection has taken longer than one may.</exception>
    public async ValueTask NextAsync(CancellationToken cancellationToken)
    {
        _turns.CheckTime(this);

        // Short requests, which take no turns, are let in between.
        await Task.Yield();
        if (_turns.TryHandOver(this, out var back))
        {
            _isHeld = false;
            await WaitAsync(back, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Ends the inspection's turn.</summary>
    public void Dispose()
    {
        if (_isHeld)
        {
            _isHeld = false;
            _turns.Leave(this);
        }
    }

    internal async ValueTask WaitAsync(TaskCompletionSource? waiter, CancellationToken cancellationToken)
    {
        if (waiter is not null)
        {
            await _turns.WaitAsync(this, waiter, cancellationToken).ConfigureAwait(false);
        }

        _isHeld = true;
    }
}
