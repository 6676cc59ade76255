using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Sallyport.Ledger;
using Sallyport.Pipeline;

namespace Sallyport.Hosting;

/// <summary>
/// A chat client whose requests and answers go through Sallyport's guards. A blocked exchange ends with
/// <see cref="ChatFinishReason.ContentFilter"/>: a blocked request is never sent, a blocked answer ends where the finding begins.
/// </summary>
internal sealed partial class GuardedChatClient(IChatClient inner, SallyportGuard guard, ILoggerFactory loggers) : DelegatingChatClient(inner)
{
    private const string ErrorCode = "content_filter";

    private readonly ILogger _logger = loggers.CreateLogger<GuardedChatClient>();

    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var scope = guard.Begin(options);
        var report = new ReportBuilder(scope, options?.ModelId, isStream: false);
        try
        {
            var answer = await AnswerAsync(messages, options, scope, report, cancellationToken).ConfigureAwait(false);

            // Recorded first: an answer that the ledger doesn't take is not given.
            await RecordAsync(report, isOver: false).ConfigureAwait(false);
            return answer;
        }
        catch (Exception exception)
        {
            report.Record.Outcome = OutcomeOf(exception, report.Record.Outcome, cancellationToken);
            throw;
        }
        finally
        {
            await EndAsync(report).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var scope = guard.Begin(options);
        var report = new ReportBuilder(scope, options?.ModelId, isStream: true);
        try
        {
            var request = await InspectAsync(messages, options, scope, report, cancellationToken).ConfigureAwait(false);
            if (report.BlockedBy is not null)
            {
                yield return new(ChatRole.Assistant, [Notice(report)]) { FinishReason = ChatFinishReason.ContentFilter };
                yield break;
            }

            using var output = new OutputGuard(scope, scope.Input with { Instructions = request.Instructions }, report);
            var stream = new UpdateQueue(output);
            report.Record.Outcome = ExchangeOutcome.UpstreamFailed;
            await foreach (var update in base.GetStreamingResponseAsync(request.Messages, request.Options, cancellationToken).ConfigureAwait(false))
            {
                report.Count(update);
                stream.Add(update);
                while (stream.TryTake(out var clear))
                {
                    // Whoever reads the stream may leave it here.
                    report.Record.Outcome = ExchangeOutcome.ClientGone;
                    yield return clear;
                    report.Record.Outcome = ExchangeOutcome.UpstreamFailed;
                }

                if (stream.MustEnd)
                {
                    break;
                }
            }

            output.Complete();
            report.Record.Outcome = ExchangeOutcome.ClientGone;
            while (stream.TryTake(out var clear))
            {
                yield return clear;
            }

            report.Record.Outcome = ExchangeOutcome.Completed;
            if (stream.BlockedBy is { } blocking)
            {
                report.Block(blocking);
                report.Record.Outcome = ExchangeOutcome.AnswerBlocked;
                yield return stream.End(Notice(report));
            }
        }
        finally
        {
            await EndAsync(report).ConfigureAwait(false);
        }
    }

    private static ErrorContent Notice(ReportBuilder report) =>
        new($"Blocked by policy (exchange {report.Exchange}).") { ErrorCode = ErrorCode };

    private async ValueTask<ChatResponse> AnswerAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, ExchangeScope scope, ReportBuilder report, CancellationToken cancellationToken)
    {
        var request = await InspectAsync(messages, options, scope, report, cancellationToken).ConfigureAwait(false);
        if (report.BlockedBy is not null)
        {
            return new(new ChatMessage(ChatRole.Assistant, [Notice(report)])) { FinishReason = ChatFinishReason.ContentFilter, CreatedAt = null };
        }

        var response = await base.GetResponseAsync(request.Messages, request.Options, cancellationToken).ConfigureAwait(false);
        using var output = new OutputGuard(scope, scope.Input with { Instructions = request.Instructions }, report);
        var guarded = GuardResponse(response, output, report);
        report.Record.Outcome = report.BlockedBy is null ? ExchangeOutcome.Completed : ExchangeOutcome.AnswerBlocked;
        report.Count(response.Usage);
        return guarded;
    }

    private async ValueTask<GuardedRequest> InspectAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, ExchangeScope scope, ReportBuilder report, CancellationToken cancellationToken)
    {
        if (guard.Ledger is { } ledger)
        {
            await ledger.BeginAsync(scope, report.Record.IsStream, cancellationToken).ConfigureAwait(false);
        }

        var request = GuardedRequest.Copy(messages, options, guard.Policy);
        var inspection = await InputInspection.RunAsync(scope, request.Slots.Segments, turn: null, cancellationToken).ConfigureAwait(false);
        report.AddInput(inspection);
        if (report.BlockedBy is null && request.Slots.Apply(inspection) is { } blocking)
        {
            report.Block(blocking);
        }

        request.Finish();
        report.Record.Outcome = report.BlockedBy is null ? ExchangeOutcome.UpstreamFailed : ExchangeOutcome.PromptBlocked;
        return request;
    }

    private static ChatResponse GuardResponse(ChatResponse response, OutputGuard output, ReportBuilder report)
    {
        // All is read before anything is released: each message's texts are complete, as at the end of a stream.
        var taken = response.Messages
            .Select((message, index) => (Message: message, Pieces: message.Contents.Select(content => output.Take(content, $"{index}")).ToArray()))
            .ToArray();
        output.Complete();
        var guarded = new ChatResponse
        {
            ResponseId = response.ResponseId,
            ConversationId = response.ConversationId,
            ModelId = response.ModelId,
            CreatedAt = response.CreatedAt,
            FinishReason = response.FinishReason,
            Usage = response.Usage,
            AdditionalProperties = output.Properties(response.AdditionalProperties),
        };
        foreach (var (message, pieces) in taken)
        {
            var copy = new ChatMessage
            {
                Role = message.Role,
                AuthorName = message.AuthorName,
                MessageId = message.MessageId,
                CreatedAt = message.CreatedAt,
                AdditionalProperties = output.Properties(message.AdditionalProperties),
                Contents = Release(pieces, out var blocking),
            };
            guarded.Messages.Add(copy);
            if (blocking is not null)
            {
                report.Block(blocking);
                copy.Contents.Add(Notice(report));
                guarded.FinishReason = ChatFinishReason.ContentFilter;
                break;
            }
        }

        return guarded;
    }

    private static List<AIContent> Release(OutputPiece[] pieces, out string? blocking)
    {
        var contents = new List<AIContent>();
        blocking = null;
        foreach (var piece in pieces)
        {
            if (piece.Release() is { } content)
            {
                contents.Add(content);
            }

            blocking = piece.Cut;
            if (blocking is not null)
            {
                break;
            }
        }

        return contents;
    }

    private static ExchangeOutcome OutcomeOf(Exception exception, ExchangeOutcome reached, CancellationToken cancellationToken) => exception switch
    {
        OperationCanceledException when cancellationToken.IsCancellationRequested => ExchangeOutcome.ClientGone,

        // Before anything was sent: what the policy doesn't name is refused with this exception.
        InvalidOperationException when reached == ExchangeOutcome.Failed => ExchangeOutcome.Refused,
        _ => reached,
    };

    private async ValueTask RecordAsync(ReportBuilder report, bool isOver)
    {
        if (!report.IsRecorded && guard.Ledger is { } ledger)
        {
            report.IsRecorded = true;
            await ledger.AppendAsync(report.Record, isOver).ConfigureAwait(false);
        }
    }

    private async ValueTask EndAsync(ReportBuilder report)
    {
        if (report.BlockedBy is { } blocking)
        {
            LogBlocked(report.Exchange, blocking);
        }

        try
        {
            await RecordAsync(report, isOver: true).ConfigureAwait(false);
        }
        catch (LedgerUnavailableException exception)
        {
            // What was streamed has left, or another error is under way: it is not replaced by this one.
            LogNotRecorded(report.Exchange, exception);
        }

        guard.Report(report);
    }

    [LoggerMessage(EventId = 1102, Level = LogLevel.Error, Message = "Exchange {Exchange} could not be recorded")]
    private partial void LogNotRecorded(ExchangeId exchange, Exception exception);

    // An attack that was stopped is what this is for, so it is no warning.
    [LoggerMessage(EventId = 1101, Level = LogLevel.Information, Message = "Exchange {Exchange}: guard {Guard} blocked it")]
    private partial void LogBlocked(ExchangeId exchange, string guard);
}
