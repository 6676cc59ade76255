using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Telemetry;
using Sallyport.Ledger;
using Sallyport.Tenancy;

namespace Sallyport.Gateway.Isolation;

/// <summary>
/// Tells of a breach: a canary of one tenant was met at another. It stands in the ledgers of both, where neither learns who the other is, and is counted and logged. Whoever operates the
/// installation joins the two by the incident's number. Safe for concurrent use.
/// </summary>
internal sealed partial class BreachJournal(LedgerWriter ledger, ILogger<BreachJournal> logger)
{
    /// <summary>Tells of it, durably where the ledger can be written.</summary>
    /// <param name="finder">At whom it was met.</param>
    /// <param name="owners">Whose canaries were met; empty where another call tells of them.</param>
    /// <param name="place">Where: <c>prompt</c>, <c>answer</c>, <c>search</c>, <c>document</c> or <c>probe</c>.</param>
    /// <param name="exchange">The exchange at which it was met, or null.</param>
    /// <param name="key">The key that called, or null.</param>
    public async ValueTask ReportAsync(TenantId finder, IReadOnlyList<TenantId> owners, string place, string? exchange, KeyId? key)
    {
        var incident = Guid.NewGuid().ToString("N");
        Instruments.Breaches.Add(1, new KeyValuePair<string, object?>("sallyport.tenant", finder.Value), new KeyValuePair<string, object?>("sallyport.place", place));
        LogMet(finder, place, exchange, incident);
        await AppendAsync(finder, DraftOf("another tenant", place, incident, exchange, key));
        foreach (var owner in owners)
        {
            LogOwned(owner, place, incident);
            await AppendAsync(owner, DraftOf("this tenant", place, incident, null, null));
        }
    }

    private static LedgerDraft DraftOf(string whose, string place, string incident, string? exchange, KeyId? key)
    {
        var draft = new LedgerDraft { Kind = LedgerKinds.IsolationBreach, Exchange = exchange, Principal = key?.Value };
        draft.Facts.Add("canary_of", whose).Add("place", place).Add("incident", incident);
        return draft;
    }

    private async ValueTask AppendAsync(TenantId tenant, LedgerDraft draft)
    {
        try
        {
            await ledger.AppendAsync(tenant, draft, Durability.Strict, CancellationToken.None);
        }
        catch (LedgerUnavailableException exception)
        {
            LogNotRecorded(tenant, exception);
        }
    }

    [LoggerMessage(EventId = 8001, Level = LogLevel.Critical, Message = "BREACH {Incident}: {Tenant} was about to get another tenant's canary ({Place}, {Exchange}); it was blocked")]
    private partial void LogMet(TenantId tenant, string place, string? exchange, string incident);

    [LoggerMessage(EventId = 8002, Level = LogLevel.Critical, Message = "BREACH {Incident}: a canary of {Tenant} was met at another tenant ({Place})")]
    private partial void LogOwned(TenantId tenant, string place, string incident);

    [LoggerMessage(EventId = 8003, Level = LogLevel.Critical, Message = "A breach could not be recorded in the ledger of {Tenant}")]
    private partial void LogNotRecorded(TenantId tenant, Exception exception);
}
