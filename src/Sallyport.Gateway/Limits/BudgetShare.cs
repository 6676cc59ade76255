namespace Sallyport.Gateway.Limits;

/// <summary>What one holder has taken of the budget; disposing gives all of it back. Not safe for concurrent use.</summary>
internal sealed class BudgetShare(BodyBudget budget) : IDisposable
{
    private long _bytes;

    /// <summary>Takes more.</summary>
    /// <returns>False where it does not fit; nothing more is taken then.</returns>
    public bool TryTake(long bytes)
    {
        if (!budget.TryReserve(bytes))
        {
            return false;
        }

        _bytes += bytes;
        return true;
    }

    /// <summary>Takes more, or gives back, until it has so many.</summary>
    /// <returns>False where they don't fit; it has as many as before then.</returns>
    public bool TryHold(long bytes)
    {
        if (bytes > _bytes)
        {
            return TryTake(bytes - _bytes);
        }

        budget.Release(_bytes - bytes);
        _bytes = bytes;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        budget.Release(_bytes);
        _bytes = 0;
    }
}
