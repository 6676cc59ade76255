using Sallyport.Tenancy;

namespace Sallyport.Retrieval.Ingestion;

/// <summary>
/// Whose file is taken up next: that of the tenant which has the fewest at work and, of these, was served longest ago. A tenant whose embedder was found away
/// rests, so that an endpoint that is away isn't asked for file after file, each read anew for it. Safe for concurrent use.
/// </summary>
/// <param name="parallelism">How many files are worked on at once.</param>
/// <param name="time">The clock.</param>
internal sealed class ServingOrder(int parallelism, TimeProvider time)
{
    private static readonly TimeSpan RestLength = TimeSpan.FromSeconds(15);

    private readonly Lock _lock = new();
    private readonly Dictionary<TenantId, Service> _served = [];
    private readonly Dictionary<TenantId, DateTimeOffset> _resting = [];
    private long _turn;

    /// <summary>Begins a round: rests that are over end, and what is known of tenants without work is forgotten.</summary>
    /// <param name="waiting">Who waits.</param>
    public void BeginRound(Dictionary<TenantId, PendingTenant> waiting)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            RemoveWhere(_resting, (_, until) => until <= now);
            RemoveWhere(_served, (tenant, service) => service.Running == 0 && !waiting.ContainsKey(tenant));
        }
    }

    /// <summary>Who of those that wait is served next; null where none may be for now.</summary>
    public PendingTenant? Next(IEnumerable<PendingTenant> waiting)
    {
        lock (_lock)
        {
            // One place is always left to others: a document may take long.
            var most = Math.Max(1, parallelism - 1);
            return waiting
                .Where(pending => !_resting.ContainsKey(pending.Tenant) && ServiceOf(pending.Tenant).Running < most)
                .MinBy(pending => ServiceOf(pending.Tenant));
        }
    }

    /// <summary>One of a tenant's files is taken up.</summary>
    public void Begin(TenantId tenant)
    {
        lock (_lock)
        {
            _served[tenant] = new Service(ServiceOf(tenant).Running + 1, ++_turn);
        }
    }

    /// <summary>Work on one of its files has ended.</summary>
    public void End(TenantId tenant)
    {
        lock (_lock)
        {
            var service = _served[tenant];
            _served[tenant] = service with { Running = service.Running - 1 };
        }
    }

    /// <summary>Its embedder was found away.</summary>
    public void Rest(TenantId tenant)
    {
        lock (_lock)
        {
            _resting[tenant] = time.GetUtcNow() + RestLength;
        }
    }

    /// <summary>Whether it rests.</summary>
    public bool IsResting(TenantId tenant)
    {
        lock (_lock)
        {
            return _resting.ContainsKey(tenant);
        }
    }

    private Service ServiceOf(TenantId tenant) => _served.GetValueOrDefault(tenant);

    private static void RemoveWhere<T>(Dictionary<TenantId, T> all, Func<TenantId, T, bool> isOver)
    {
        foreach (var tenant in all.Where(pair => isOver(pair.Key, pair.Value)).Select(static pair => pair.Key).ToList())
        {
            all.Remove(tenant);
        }
    }

    /// <summary>How many of a tenant's files are at work, and when it last got a turn; the least goes first.</summary>
    private readonly record struct Service(int Running, long Turn) : IComparable<Service>
    {
        public int CompareTo(Service other) => Running != other.Running ? Running.CompareTo(other.Running) : Turn.CompareTo(other.Turn);
    }
}
