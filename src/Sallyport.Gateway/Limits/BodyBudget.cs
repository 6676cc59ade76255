namespace Sallyport.Gateway.Limits;

/// <summary>The process's budget for bytes of requests, and of answers that are held whole. What does not fit is refused at once: waiting for memory would hold memory. Safe for concurrent use.</summary>
internal sealed class BodyBudget(long capacity)
{
    private long _used;

    /// <summary>How many bytes are reserved now.</summary>
    public long Used => Volatile.Read(ref _used);

    /// <summary>Reserves bytes.</summary>
    /// <returns>False where they do not fit; nothing is reserved then.</returns>
    public bool TryReserve(long bytes)
    {
        if (Interlocked.Add(ref _used, bytes) <= capacity)
        {
            return true;
        }

        Interlocked.Add(ref _used, -bytes);
        return false;
    }

    /// <summary>Gives reserved bytes back.</summary>
    public void Release(long bytes) => Interlocked.Add(ref _used, -bytes);
}
