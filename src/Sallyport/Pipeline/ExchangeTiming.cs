using Sallyport.Ledger;

namespace Sallyport.Pipeline;

/// <summary>How long the steps of an exchange took. Null where it did not come that far.</summary>
public sealed class ExchangeTiming
{
    /// <summary>Inspecting the request.</summary>
    public TimeSpan? Inspection { get; set; }

    /// <summary>From sending the request to the upstream until its answer began.</summary>
    public TimeSpan? Upstream { get; set; }

    /// <summary>From the request until the first of a streamed answer left.</summary>
    public TimeSpan? FirstSent { get; set; }

    /// <summary>From the request until the entry was written: an answer that is not streamed leaves after that.</summary>
    public TimeSpan? Total { get; set; }

    internal LedgerFacts? ToFacts() => Total is null
        ? null
        : Add(Add(Add(Add(new LedgerFacts(), "inspection", Inspection), "upstream", Upstream), "first_sent", FirstSent), "total", Total);

    private static LedgerFacts Add(LedgerFacts facts, string name, TimeSpan? time) => time is { } taken ? facts.Add(name, (long)taken.TotalMicroseconds) : facts;
}
