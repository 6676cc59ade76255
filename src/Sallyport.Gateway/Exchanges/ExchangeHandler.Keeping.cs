using Microsoft.Extensions.Logging;
using Sallyport.Ledger;
using Sallyport.Pipeline;
using Sallyport.Policy;
using Sallyport.Text;

namespace Sallyport.Gateway.Exchanges;

/// <summary>What is kept of an exchange: its entry in the ledger, the opaque items it was given, its content where a tenant wants that.</summary>
internal sealed partial class ExchangeHandler
{
    private async ValueTask<bool> TryRecordAsync(Exchange exchange) =>
        exchange.IsRecorded = await TryAppendAsync(exchange, DraftOf(exchange), DurabilityOf(exchange.Tenant));

    // What came of an exchange is known by now, and can't be taken back: where the store fails, the entry waits for it.
    private async ValueTask RecordEndAsync(Exchange exchange)
    {
        if (!exchange.IsRecorded && (DurabilityOf(exchange.Tenant) != Durability.Strict || !await TryRecordAsync(exchange)))
        {
            exchange.IsRecorded = await TryAppendAsync(exchange, DraftOf(exchange), Durability.Owed);
        }
    }

    // A model's name stands among the words of the protocol, or as a text of its own.
    private static bool HasFinding(InputInspection inspection, string model)
    {
        foreach (var read in inspection.Segments)
        {
            if (read.Findings.Total > 0 && (read.Segment.IsStructure || read.Segment.Text.Span.SequenceEqual(model)))
            {
                return true;
            }
        }

        return false;
    }

    private static LedgerDraft DraftOf(Exchange exchange)
    {
        exchange.Record.Timing.FirstSent = exchange.Trace.FirstSent;
        exchange.Record.Timing.Total = exchange.Trace.Elapsed;
        return exchange.Record.ToDraft(exchange.Tenant.Snapshot.Vault);
    }

    private ValueTask<bool> TryRecordOpeningAsync(Exchange exchange)
    {
        var draft = new LedgerDraft { Kind = LedgerKinds.ExchangeOpened, Exchange = exchange.Request.Id.Value, Principal = exchange.Record.Principal.Key.Value };
        draft.Facts.Add("dialect", exchange.Record.Dialect);
        return TryAppendAsync(exchange, draft, Durability.Strict);
    }

    private async ValueTask<bool> TryAppendAsync(Exchange exchange, LedgerDraft draft, Durability durability)
    {
        try
        {
            // The client may be gone; its exchange is recorded all the same.
            await ledger.AppendAsync(exchange.Tenant.Snapshot.Tenant.Id, draft, durability, CancellationToken.None);
            return true;
        }
        catch (LedgerUnavailableException exception)
        {
            LogNotRecorded(exchange.Request.Id, exception);
            return false;
        }
    }

    private static Durability DurabilityOf(TenantRuntime tenant) =>
        tenant.Policy.Durability == RecordDurability.Strict || tenant.Snapshot.Tenant.Settings.StrictLedger ? Durability.Strict : Durability.Batched;

    // The answer is given all the same: an item that is not kept is refused when it comes back to another node, which fails on the safe side.
    private async ValueTask KeepIssuedAsync(Exchange exchange, AnswerGuards guards)
    {
        if (guards.Issued.Count == 0)
        {
            return;
        }

        try
        {
            await issued.KeepAsync(exchange.Tenant.Snapshot.Vault, guards.Issued, CancellationToken.None);
        }
#pragma warning disable CA1031 // Whatever a store throws, the answer is given; see above for what follows.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogIssuedNotKept(exchange.Request.Id, exception);
        }

        guards.Issued.Clear();
    }

    // What a tenant has switched on to look at later. The exchange itself doesn't fail with it: the ledger is the record.
    private async ValueTask KeepContentAsync(Exchange exchange, IReadOnlyList<Segment> segments)
    {
        if (!exchange.Tenant.Snapshot.Tenant.Settings.Recording)
        {
            return;
        }

        try
        {
            await recorder.RecordAsync(exchange.Tenant.Snapshot.Vault, exchange.Request.Id.Value, segments, CancellationToken.None);
        }
#pragma warning disable CA1031 // Whatever a store throws, the answer has been given and recorded in the ledger.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogContentNotKept(exchange.Request.Id, exception);
        }
    }

    [LoggerMessage(EventId = 5003, Level = LogLevel.Error, Message = "The opaque items of an exchange could not be kept; conversations that carry them will be refused")]
    private partial void LogIssuedNotKept(ExchangeId exchange, Exception exception);

    [LoggerMessage(EventId = 5002, Level = LogLevel.Error, Message = "The content of an exchange could not be kept")]
    private partial void LogContentNotKept(ExchangeId exchange, Exception exception);

    [LoggerMessage(EventId = 5001, Level = LogLevel.Error, Message = "An exchange could not be recorded")]
    private partial void LogNotRecorded(ExchangeId exchange, Exception exception);
}
