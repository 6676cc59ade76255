using System.Buffers;
using Microsoft.AspNetCore.Http;
using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Failures;
using Sallyport.Gateway.Hosting;
using Sallyport.Gateway.Limits;
using Sallyport.Gateway.Telemetry;
using Sallyport.Gateway.Upstream;
using Sallyport.Pipeline;

namespace Sallyport.Gateway.Exchanges;

/// <summary>Carries one answer from the upstream through its guards to the client.</summary>
internal static class AnswerDelivery
{
    private const int ReadSize = 16 << 10;

    // What a stream may keep waiting without taking any of the budget: nearly all keep less.
    private const int FreeWaiting = 64 << 10;

    private static readonly RequestFailure NoRoom = new(Failure.Overloaded, "It has no room for this answer.", TimeSpan.FromSeconds(1));

    /// <summary>
    /// Reads a whole answer and writes into a buffer what may leave of it. Nothing reaches the client yet, so that it can be recorded first.
    /// What the buffer holds is taken out of the budget as <paramref name="share"/>, which lives as long as the buffer: a client may be slow to read.
    /// </summary>
    /// <exception cref="InspectionOverdueException">No turn came in time to inspect a long answer.</exception>
    public static async ValueTask<RequestFailure> ReadPlainAsync(
        IncomingRequest request, Dialect dialect, UpstreamReply reply, AnswerGuards guards, ExchangeRecord record, InspectionTurns turns, IBufferWriter<byte> to,
        BudgetShare share)
    {
        // What one read takes is what a stream takes as well.
        using var body = new PooledBody(request.Budget, free: ReadSize);
        while (true)
        {
            if (!body.TryGrow(Math.Max(ReadSize, body.Bytes.Length + 1), dialect.MaxAnswer + ReadSize))
            {
                return NoRoom;
            }

            var read = await reply.ReadAsync(body.Room);
            if (read.Failure != Failure.None)
            {
                return read.Failure;
            }

            body.Advance(read.Bytes);
            if (read.IsEnd)
            {
                break;
            }

            if (body.Bytes.Length > dialect.MaxAnswer)
            {
                return Failure.UpstreamOversized;
            }
        }

        if (!share.TryTake(Math.Max(0, body.Bytes.Length - ReadSize)))
        {
            return NoRoom;
        }

        using var turn = body.Bytes.Length > InspectionTurns.ShortLength ? await turns.EnterAsync(request.Caller.Principal.Tenant, request.ClientLeft) : null;
        using var answer = reply.Status >= StatusCodes.Status400BadRequest ? ErrorAnswer.Read(body.Bytes) : dialect.ReadAnswer(body.Bytes);
        if (answer.Fault is not null)
        {
            record.Reason = answer.Fault;
            return Failure.UpstreamUnreadable;
        }

        var outcome = PlainAnswer.Write(dialect, answer, guards, new Refusal(RefusalKind.AnswerBlocked, "The answer was blocked by policy.", record.Id), to);
        if (outcome == PlainOutcome.Refused)
        {
            record.Reason = guards.Fault ?? "What a guard removes stands in a property's name, which can't be edited.";
            return guards.Fault is null ? Failure.AnswerBlocked : Failure.UpstreamUnreadable;
        }

        if (outcome == PlainOutcome.Cut)
        {
            record.Outcome = ExchangeOutcome.AnswerBlocked;
        }
        else if (reply.Status >= StatusCodes.Status400BadRequest)
        {
            record.Outcome = ExchangeOutcome.UpstreamFailed;
            record.Failure = $"upstream_status_{reply.Status}";
        }

        return Failure.None;
    }

    /// <summary>Sends a whole answer.</summary>
    public static async ValueTask SendPlainAsync(IncomingRequest request, UpstreamReply reply, bool isShared, AnswerGuards guards, ReadOnlyMemory<byte> body)
    {
        var response = Begin(request, reply, isShared, guards);
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, request.ClientLeft);
    }

    /// <summary>
    /// Reads a whole stream and writes into a buffer what may leave of it. Nothing reaches the client yet. What comes is taken out of the budget as
    /// <paramref name="share"/>, which lives as long as the buffer: a judge or a client may be slow.
    /// </summary>
    public static async ValueTask<RequestFailure> ReadStreamAsync(
        IncomingRequest request, Dialect dialect, UpstreamReply reply, AnswerGuards guards, ExchangeRecord record, PooledBytes to, BudgetShare share)
    {
        using var relay = new StreamRelay(dialect, guards, (kind, message) => new Refusal(kind, message, request.Id));
        var buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
        var sinceYield = 0;
        try
        {
            while (relay.State is RelayState.Open)
            {
                var read = await reply.ReadAsync(buffer);
                if (read.Failure != Failure.None)
                {
                    return read.Failure;
                }

                if (!share.TryTake(read.Bytes))
                {
                    return NoRoom;
                }

                Step(relay, read, buffer, to);
                if (to.WrittenCount > dialect.MaxAnswer)
                {
                    return Failure.UpstreamOversized;
                }

                // An upstream that is always ahead would never let go of the thread.
                sinceYield += read.Bytes;
                if (sinceYield > InspectionTurns.ShortLength)
                {
                    sinceYield = 0;
                    await Task.Yield();
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }

        Conclude(relay, record, Failure.None);
        return relay.State is RelayState.Failed ? Failure.UpstreamUnreadable : Failure.None;
    }

    /// <summary>Sends a stream that was held until it was whole.</summary>
    public static async ValueTask SendStreamAsync(IncomingRequest request, UpstreamReply reply, bool isShared, AnswerGuards guards, ReadOnlyMemory<byte> events)
    {
        var response = BeginStream(request, reply, isShared, guards);
        await response.Body.WriteAsync(events, request.ClientLeft);
        await response.CompleteAsync();
    }

    /// <summary>Streams an answer: each event leaves when its guards let it, and is flushed at once.</summary>
    /// <exception cref="AnswerBrokenOffException">The upstream broke off, or the time after which this process stops is over; the client has been told, and the connection is to end unfinished.</exception>
    public static async ValueTask StreamAsync(
        IncomingRequest request, Dialect dialect, UpstreamReply reply, bool isShared, AnswerGuards guards, Func<AnswerGuards, ValueTask> keepIssued, ExchangeRecord record,
        ExchangeTrace trace)
    {
        var response = BeginStream(request, reply, isShared, guards);
        await response.StartAsync(request.ClientLeft);
        await response.BodyWriter.FlushAsync(request.ClientLeft);
        using var relay = new StreamRelay(dialect, guards, (kind, message) => new Refusal(kind, message, request.Id));
        using var share = new BudgetShare(request.Budget);
        var buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
        var sinceYield = 0;
        var broken = Failure.None;
        try
        {
            while (relay.State is RelayState.Open)
            {
                var read = await reply.ReadAsync(buffer);
                broken = read.Failure;
                Step(relay, read, buffer, response.BodyWriter);
                if (relay.State is RelayState.Open && !share.TryHold(Math.Max(0, relay.WaitingBytes - FreeWaiting)))
                {
                    broken = Failure.Overloaded;
                    Fail(relay, broken, response.BodyWriter);
                }

                await keepIssued(guards);

                // An upstream that is always ahead would never let go of the thread.
                sinceYield += read.Bytes;
                if (sinceYield > InspectionTurns.ShortLength)
                {
                    sinceYield = 0;
                    await Task.Yield();
                }

                await response.BodyWriter.FlushAsync(request.ClientLeft);
                trace.Held(relay.HeldBytes);
                if (relay.HasSent)
                {
                    trace.Sent();
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
            Conclude(relay, record, broken);
        }

        if (relay.State is RelayState.Failed)
        {
            throw new AnswerBrokenOffException(broken == Failure.None ? Failure.UpstreamUnreadable : broken);
        }

        await response.CompleteAsync();
    }

    private static HttpResponse BeginStream(IncomingRequest request, UpstreamReply reply, bool isShared, AnswerGuards guards)
    {
        var response = Begin(request, reply, isShared, guards);
        response.Headers.CacheControl = "no-store";
        response.Headers["x-accel-buffering"] = "no";
        return response;
    }

    private static void Step(StreamRelay relay, UpstreamRead read, byte[] buffer, IBufferWriter<byte> to)
    {
        if (read.Failure != Failure.None)
        {
            Fail(relay, read.Failure, to);
        }
        else if (read.IsEnd)
        {
            relay.Complete(to);
        }
        else
        {
            relay.Append(buffer.AsSpan(0, read.Bytes), to);
        }
    }

    private static void Fail(StreamRelay relay, Failure failure, IBufferWriter<byte> to)
    {
        var rule = FailureTable.Of(failure);
        relay.Fail(rule.Message, to, rule.Kind, rule.Code);
    }

    private static void Conclude(StreamRelay relay, ExchangeRecord record, Failure broken)
    {
        switch (relay.State)
        {
            case RelayState.Ended:
                record.Outcome = ExchangeOutcome.Completed;
                break;
            case RelayState.Cut:
                record.Outcome = ExchangeOutcome.AnswerBlocked;
                record.Failure = "content_filter";
                break;
            case RelayState.Failed when broken is Failure.ShuttingDown or Failure.Overloaded:
                record.Outcome = ExchangeOutcome.Failed;
                record.Failure = FailureTable.Of(broken).Code;
                break;
            case RelayState.Failed:
                record.Outcome = ExchangeOutcome.UpstreamFailed;
                record.Failure = "upstream_stream";
                record.Reason = relay.Fault;
                break;
            default:
                record.Outcome = ExchangeOutcome.ClientGone;
                break;
        }
    }

    private static HttpResponse Begin(IncomingRequest request, UpstreamReply reply, bool isShared, AnswerGuards guards)
    {
        var response = request.Http.Response;
        response.StatusCode = reply.Status;
        response.ContentType = reply.IsEventStream ? "text/event-stream; charset=utf-8" : "application/json";
        HeaderAllowLists.CopyResponse(reply, response.Headers, isShared, guards.IsClean);
        return response;
    }
}
