using System.Buffers;
using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Failures;
using Sallyport.Gateway.Hosting;
using Sallyport.Gateway.Isolation;
using Sallyport.Gateway.Limits;
using Sallyport.Gateway.Moderations;
using Sallyport.Gateway.RemoteGuards;
using Sallyport.Gateway.Telemetry;
using Sallyport.Gateway.Upstream;
using Sallyport.Issuance;
using Sallyport.Ledger;
using Sallyport.Masking;
using Sallyport.Pipeline;
using Sallyport.Policy;
using Sallyport.Recording;
using Sallyport.Text;

namespace Sallyport.Gateway.Exchanges;

/// <summary>
/// The way of an exchange, in the order of its steps: read, check what happens at the provider, inspect, send, guard the answer, record.
/// Whatever way it ends, one entry of the ledger tells of it.
/// </summary>
internal sealed partial class ExchangeHandler(
    TenantRuntimes tenants, UpstreamClient upstreams, ModelList models, Moderator moderator, RemoteReader remotes, LedgerWriter ledger, Recorder recorder, IssuedItems issued,
    InspectionTurns turns, BreachJournal breaches, ILogger<ExchangeHandler> logger)
{
    private const int FirstAnswerSize = 4 << 10;

    /// <summary>Handles one exchange; see <see cref="ExchangeDelegate"/>.</summary>
    public async ValueTask<RequestFailure> HandleAsync(IncomingRequest request)
    {
        if (ledger.IsBroken)
        {
            return Failure.LedgerUnavailable;
        }

        var tenant = tenants.For(request.Caller.Tenant);
        if (ModelRoutes.IsOfPathAlone(request.Route))
        {
            return await models.AnswerAsync(request, tenant);
        }

        var record = new ExchangeRecord(request.Id, request.Caller.Principal) { Policy = tenant.Policy };
        var exchange = new Exchange(request, tenant, record, ExchangeTrace.Start(request));
        RequestFailure failure = Failure.Internal;
        try
        {
            failure = request.Route == ModelRoute.Moderations ? await ModerateAsync(exchange) : await RunAsync(exchange);
        }
        catch (OperationCanceledException) when (request.ClientLeft.IsCancellationRequested)
        {
            failure = request.Drain.IsOver ? Failure.ShuttingDown : Failure.ClientGone;
        }
        catch (InspectionOverdueException)
        {
            failure = new(Failure.InspectionOverdue, RetryAfter: TimeSpan.FromSeconds(5));
        }
        catch (AnswerBrokenOffException)
        {
            // The record tells already what broke it off.
            failure = Failure.None;
            throw;
        }
        finally
        {
            Conclude(record, failure);
            ReportTokens(exchange);
            exchange.Trace.End(record);
            await RecordEndAsync(exchange);
            if (record.Breach is { } direction)
            {
                var place = direction == GuardDirection.Input ? "prompt" : "answer";
                await breaches.ReportAsync(tenant.Snapshot.Tenant.Id, tenant.Canaries.TakeOwners(), place, request.Id.Value, record.Principal.Key);
            }
        }

        return failure;
    }

    private async ValueTask<RequestFailure> RunAsync(Exchange exchange)
    {
        var (request, tenant, record, trace) = exchange;
        var dialect = RouteDialects.Of(request.Route);

        // From here until the request is sent it works; what is long waits for its turn, and for that of others in between.
        using var turn = request.Body.Length > InspectionTurns.ShortLength ? await turns.EnterAsync(tenant.Snapshot.Tenant.Id, request.ClientLeft) : null;
        using var reading = dialect.ReadRequest(request.Body);
        record.Dialect = dialect.Name;
        record.IsStream = reading.IsStream;
        var target = UpstreamRouter.Find(tenant.Targets, request.Route, reading.Model);

        // The ledger's facts can never be erased. A name that an upstream lists is the operator's; any other is a caller's until it has been read.
        record.Model = target?.Names(reading.Model) == true ? reading.Model : null;
        if ((reading.Refusal ?? await ProviderGate.CheckAsync(reading, tenant, issued, request.ClientLeft)) is { } refusal)
        {
            // The message may name a tool or field as the caller wrote it, and the ledger's facts can never be erased.
            record.Reason = refusal.Code ?? refusal.Message;
            return refusal.ToFailure();
        }

        // It lives until the answer is there; the body's own bytes are reserved already.
        using var share = new BudgetShare(request.Budget);
        if (!share.TryTake(Math.Max(0, reading.Weight - request.Body.Length)))
        {
            return new RequestFailure(Failure.Overloaded, "It has no room for a request of so many values.", TimeSpan.FromSeconds(1));
        }

        if (target is null)
        {
            return new RequestFailure(Failure.ModelUnknown, $"The route is {ModelRoutes.NameOf(request.Route)}; GET /v1/models lists what there is.");
        }

        record.Upstream = target.Name;
        var scope = ScopeOf(request, tenant, tenant.Policy, reading.Model) with { Served = tenant.Served };
        var begun = trace.Elapsed;
        var inspection = await InputInspection.RunAsync(scope, reading.Segments, turn, request.ClientLeft);
        record.Timing.Inspection = trace.Elapsed - begun;
        inspection = await AskAboutRequestAsync(exchange, scope, inspection, turn);
        record.AddInput(inspection, reading.PointerOf);
        record.Model ??= HasFinding(inspection, reading.Model) ? null : reading.Model;
        request.Http.Response.Headers["x-sallyport-coverage"] = record.InputCoverage;
        if (inspection.Blocked is not null)
        {
            await KeepContentAsync(exchange, reading.Segments);
            return BlockedPrompt(inspection.Blocked, request);
        }

        var hidesLogProbs = scope.Plans.ForOutput(ChannelKind.Text).IsEnforcing;
        if (!RequestRewrite.TryWrite(reading, inspection, hidesLogProbs, out var body))
        {
            record.Reason = "A guard edits a text that can't be edited in place (a property name, or a file in an envelope).";
            return new RequestFailure(Failure.PromptBlocked);
        }

        turn?.Dispose();
        var sent = trace.Elapsed;
        exchange.OwesTokens = request.Route != ModelRoute.CountTokens;
        exchange.PromptLength = LengthOf(reading.Segments);
        await using var reply = await upstreams.SendAsync(target, request.Route, tenant.Snapshot.Vault, body, request.Http.Request.Headers, request.ClientLeft, request.Drain.Over);
        record.Timing.Upstream = trace.Elapsed - sent;
        if (!reply.Failure.IsNone)
        {
            return reply.Failure;
        }

        if (reply.IsEventStream && !dialect.CanStream)
        {
            return new RequestFailure(Failure.UpstreamUnreadable, "It streams, and answers on this route don't.");
        }

        var asksRemotes = AnswerGuards.AsksRemotes(scope);
        var keepsText = dialect.RepeatsText || asksRemotes || tenant.Snapshot.Tenant.Settings.Recording;
        using var guards = new AnswerGuards(scope, scope.Input with { Instructions = InstructionsOf(reading) }, tenant.Snapshot.Vault, keepsText) { Choices = reading.Choices };
        try
        {
            return !reply.IsEventStream ? await AnswerAsync(exchange, dialect, reply, target.IsShared, guards, asksRemotes)
                : AnswerGuards.HoldsForRemotes(scope) ? await HoldAsync(exchange, dialect, reply, target.IsShared, guards)
                : await StreamAsync(exchange, dialect, reply, target.IsShared, guards, asksRemotes);
        }
        finally
        {
            await KeepContentAsync(exchange, [.. reading.Segments, .. guards.Originals(reading.Segments.Count)]);
        }
    }

    private async ValueTask<RequestFailure> ModerateAsync(Exchange exchange)
    {
        var (request, tenant, record, trace) = exchange;
        using var turn = request.Body.Length > InspectionTurns.ShortLength ? await turns.EnterAsync(tenant.Snapshot.Tenant.Id, request.ClientLeft) : null;
        using var moderation = ModerationRequest.Read(request.Body);
        var reading = moderation.Reading;
        record.Dialect = ModerationRequest.Dialect;
        record.Model = Moderator.Model;
        record.Policy = moderator.Policy;
        if (reading.Refusal is { } refusal)
        {
            record.Reason = refusal.Code ?? refusal.Message;
            return refusal.ToFailure();
        }

        var scope = ScopeOf(request, tenant, moderator.Policy, reading.Model);
        var begun = trace.Elapsed;
        var inspection = await InputInspection.RunAsync(scope, reading.Segments, turn, request.ClientLeft);
        record.Timing.Inspection = trace.Elapsed - begun;
        record.AddInput(inspection.Without(Moderator.ScoringGuard), reading.PointerOf);
        request.Http.Response.Headers["x-sallyport-coverage"] = record.InputCoverage;
        await KeepContentAsync(exchange, reading.Segments);
        if (inspection.Segments.Any(static segment => segment.Coverage != Coverage.Passed))
        {
            return Failure.GuardUnavailable;
        }

        var body = new ArrayBufferWriter<byte>();
        moderator.Write(body, request.Id, inspection, moderation.Inputs, request.Caller.Principal.Scopes.HasFlag(Tenancy.Scopes.Explain));
        if (!await TryRecordAsync(exchange))
        {
            return Failure.LedgerUnavailable;
        }

        var response = request.Http.Response;
        response.ContentType = "application/json";
        response.ContentLength = body.WrittenCount;
        await response.Body.WriteAsync(body.WrittenMemory, request.ClientLeft);
        return Failure.None;
    }

    private async ValueTask<RequestFailure> AnswerAsync(
        Exchange exchange, Dialect dialect, UpstreamReply reply, bool isShared, AnswerGuards guards, bool asksRemotes)
    {
        using var share = new BudgetShare(exchange.Request.Budget);
        using var body = new PooledBytes(FirstAnswerSize);
        var failure = await AnswerDelivery.ReadPlainAsync(exchange.Request, dialect, reply, guards, exchange.Record, turns, body, share);
        failure = await AdmitWholeAsync(exchange, guards, failure, asksRemotes);
        if (failure.IsNone)
        {
            await AnswerDelivery.SendPlainAsync(exchange.Request, reply, isShared, guards, body.WrittenMemory);
        }

        return failure;
    }

    // What is whole, before any of it leaves.
    private async ValueTask<RequestFailure> AdmitWholeAsync(Exchange exchange, AnswerGuards guards, RequestFailure failure, bool asksRemotes)
    {
        if (failure.IsNone && asksRemotes)
        {
            failure = await AskAboutAnswerAsync(exchange, guards, exchange.Request.ClientLeft);
        }

        Account(guards, exchange);
        if (!failure.IsNone)
        {
            return failure;
        }

        await KeepIssuedAsync(exchange, guards);
        // Recorded first: an answer that the ledger doesn't take is not given.
        return await TryRecordAsync(exchange) ? Failure.None : Failure.LedgerUnavailable;
    }

    private async ValueTask<RequestFailure> StreamAsync(
        Exchange exchange, Dialect dialect, UpstreamReply reply, bool isShared, AnswerGuards guards, bool asksRemotes)
    {
        if (DurabilityOf(exchange.Tenant) == Durability.Strict && !await TryRecordOpeningAsync(exchange))
        {
            return Failure.LedgerUnavailable;
        }

        try
        {
            await AnswerDelivery.StreamAsync(
                exchange.Request, dialect, reply, isShared, guards, kept => KeepIssuedAsync(exchange, kept), exchange.Record, exchange.Trace);
            if (asksRemotes)
            {
                // The client has its answer, and may be gone; what is said of it is recorded.
                await AskAboutAnswerAsync(exchange, guards, CancellationToken.None);
            }

            return Failure.None;
        }
        finally
        {
            Account(guards, exchange);
        }
    }

    private static ExchangeScope ScopeOf(IncomingRequest request, TenantRuntime tenant, PolicySnapshot policy, string model)
    {
        var principal = request.Caller.Principal;
        return new()
        {
            Id = request.Id,
            Principal = principal,
            Policy = policy,
            Plans = policy.PlansFor(new PlanContext(model, principal.Agent, principal.Key)),
            Input = tenant.Inspection,
            Memory = tenant.Memory,
            Masks = new MaskTable(() => tenant.Snapshot.Vault.Digest("mask.table", System.Text.Encoding.ASCII.GetBytes(principal.Key.Value))),
        };
    }

    private static List<Segment> InstructionsOf(RequestReading reading)
    {
        var instructions = new List<Segment>();
        foreach (var segment in reading.Segments)
        {
            if (segment is { Origin: Origin.System or Origin.Developer, Form: Form.Text })
            {
                instructions.Add(segment);
            }
        }

        return instructions;
    }

    private static RequestFailure BlockedPrompt(SegmentInspection blocked, IncomingRequest request)
    {
        if (blocked.Reason is { } reason)
        {
            return new(Failure.PromptBlocked, reason);
        }

        // Who may not know why gets no help in finding what passes.
        var explains = request.Caller.Principal.Scopes.HasFlag(Tenancy.Scopes.Explain);
        var origin = OriginWords.Of(blocked.Segment.Origin);
        return new(
            Failure.PromptBlocked,
            !explains ? null
            : blocked.BlockedIn is { } stretch ? $"Guard '{blocked.BlockedBy}' blocked retrieved text ({string.Join(", ", stretch.Receipts)}) in a segment of origin {origin}."
            : $"Guard '{blocked.BlockedBy}' blocked a segment of origin {origin}.");
    }

    private static void Account(AnswerGuards guards, Exchange exchange)
    {
        var (request, tenant, record, _) = exchange;
        guards.AddTo(record);
        record.InputTokens = Bounded(guards.Usage.Input);
        record.OutputTokens = Bounded(guards.Usage.Output);
        exchange.AnswerLength = guards.Length;
        ReportTokens(exchange);
        foreach (var call in guards.ToolCalls)
        {
            if (tenant.Policy.NamesTool(call.Name) || (call.IsByProvider && tenant.Policy.AllowsProviderTool(call.Name)))
            {
                record.ClassifiedCalls++;
            }
            else
            {
                record.UnclassifiedCalls++;
            }
        }
    }

    // Against the limits. Where the provider tells no count (a stream whose client didn't ask for it, or left before its end), the texts' lengths stand for it.
    private static void ReportTokens(Exchange exchange)
    {
        var (request, _, record, _) = exchange;
        if (exchange.OwesTokens)
        {
            exchange.OwesTokens = false;
            request.Lease.ReportTokens(TokenUsage.OrEstimate(record.InputTokens, exchange.PromptLength) + TokenUsage.OrEstimate(record.OutputTokens, exchange.AnswerLength));
        }
    }

    private static long LengthOf(IReadOnlyList<Segment> segments)
    {
        var length = 0L;
        foreach (var segment in segments)
        {
            length += segment.Text.Length;
        }

        return length;
    }

    // An upstream may write any number there; one that the ledger can't hold must not keep the entry out of it.
    private static long? Bounded(long? tokens) => tokens is { } count ? Math.Clamp(count, 0, LedgerFacts.MaxNumber) : null;

    private static void Conclude(ExchangeRecord record, RequestFailure failure)
    {
        if (failure.IsNone)
        {
            return;
        }

        var rule = FailureTable.Of(failure.Failure);
        record.Failure = rule.Code;
        record.Outcome = failure.Failure switch
        {
            Failure.PromptBlocked => ExchangeOutcome.PromptBlocked,
            Failure.AnswerBlocked => ExchangeOutcome.AnswerBlocked,
            Failure.ClientGone => ExchangeOutcome.ClientGone,
            _ => rule.Side switch
            {
                FailureSide.Client => ExchangeOutcome.Refused,
                FailureSide.Upstream => ExchangeOutcome.UpstreamFailed,
                _ => ExchangeOutcome.Failed,
            },
        };
    }

    /// <summary>One exchange under way.</summary>
    private sealed record Exchange(IncomingRequest Request, TenantRuntime Tenant, ExchangeRecord Record, ExchangeTrace Trace)
    {
        public bool IsRecorded { get; set; }

        /// <summary>Whether the provider may have got the prompt, and its tokens have not been counted yet.</summary>
        public bool OwesTokens { get; set; }

        /// <summary>Characters of the prompt.</summary>
        public long PromptLength { get; set; }

        /// <summary>Characters of what has come of the answer.</summary>
        public long AnswerLength { get; set; }
    }
}
