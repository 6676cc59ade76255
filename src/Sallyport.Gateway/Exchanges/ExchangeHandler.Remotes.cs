using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Failures;
using Sallyport.Gateway.Limits;
using Sallyport.Gateway.RemoteGuards;
using Sallyport.Gateway.Upstream;
using Sallyport.Pipeline;
using Sallyport.Text;

namespace Sallyport.Gateway.Exchanges;

/// <summary>What remote guards are asked: about a request before it is sent, and about an answer once it is whole.</summary>
internal sealed partial class ExchangeHandler
{
    private const int FirstHeldSize = 64 << 10;

    private async ValueTask<InputInspection> AskAboutRequestAsync(Exchange exchange, ExchangeScope scope, InputInspection inspection, InspectionTurn? turn)
    {
        if (inspection.Blocked is not null || scope.Policy.Document.RemoteGuards.Count == 0)
        {
            return inspection;
        }

        var texts = new List<RemoteText>();
        for (var i = 0; i < inspection.Segments.Count; i++)
        {
            var segment = inspection.Segments[i];
            var plan = scope.Plans.ForInput(segment.Segment.Origin);
            if (plan.Remotes.Count > 0 && segment.Segment is { IsStructure: false, Form: Form.Text or Form.Json })
            {
                texts.Add(new(i, plan, segment.Edited?.AsMemory() ?? segment.Segment.Text));
            }
        }

        // To wait for somebody is no work, and classifiers in this process have turns of their own; others may have this one.
        turn?.Dispose();
        return inspection.With(scope, await remotes.ReadAsync(exchange.Tenant, texts, exchange.Record, exchange.Request.ClientLeft));
    }

    private async ValueTask<RequestFailure> AskAboutAnswerAsync(Exchange exchange, AnswerGuards guards, CancellationToken cancellationToken)
    {
        guards.Take(await remotes.ReadAsync(exchange.Tenant, [.. guards.RemoteTexts()], exchange.Record, cancellationToken));
        return guards.BlockedBy is null ? Failure.None : Failure.AnswerBlocked;
    }

    // A stream of which an enforced guard goes by what remote guards say: they can judge only what is whole, so nothing of it leaves before.
    private async ValueTask<RequestFailure> HoldAsync(Exchange exchange, Dialect dialect, UpstreamReply reply, bool isShared, AnswerGuards guards)
    {
        using var share = new BudgetShare(exchange.Request.Budget);
        using var held = new PooledBytes(FirstHeldSize);
        var failure = await AnswerDelivery.ReadStreamAsync(exchange.Request, dialect, reply, guards, exchange.Record, held, share);
        failure = await AdmitWholeAsync(exchange, guards, failure, asksRemotes: true);
        if (failure.IsNone)
        {
            await AnswerDelivery.SendStreamAsync(exchange.Request, reply, isShared, guards, held.WrittenMemory);
        }

        return failure;
    }
}
