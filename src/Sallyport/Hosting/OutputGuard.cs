using Microsoft.Extensions.AI;
using Sallyport.Detection;
using Sallyport.Pipeline;
using Sallyport.Text;

namespace Sallyport.Hosting;

/// <summary>Guards what a model answers, content by content. Plain and streamed answers go through the same calls. Not safe for concurrent use.</summary>
internal sealed class OutputGuard(ExchangeScope scope, InspectionScope inspection, ReportBuilder report) : IDisposable
{
    // Under this name a call is blocked whose tool the policy's section 'tools' does not name.
    private const string ToolRule = "tools";

    private readonly OutputValues _values = new(scope, inspection, report);
    private readonly Dictionary<ChannelKind, OutputChannel> _open = [];
    private readonly List<OutputChannel> _all = [];
    private string? _message;

    /// <summary>Takes the next content of a message.</summary>
    /// <param name="content">The content as it came; it is not changed.</param>
    /// <param name="message">Which message it belongs to. A text does not go on in another one.</param>
    public OutputPiece Take(AIContent content, string? message)
    {
        if (message != _message)
        {
            Complete();
            _message = message;
        }

        return content switch
        {
            TextReasoningContent reasoning => TakeReasoning(reasoning),
            TextContent text => Append(ChannelKind.Text, text.Text, new TextContent(null) { Annotations = Citations(text.Annotations) }),
            FunctionCallContent call => TakeCall(call),
            FunctionResultContent result => TakeResult(result),
            ErrorContent error => TakeError(error),
            UsageContent usage => new(new UsageContent(usage.Details)),
            DataContent data => Unread(new DataContent(data.Data, data.MediaType) { Name = data.Name }, Forms.Of(data.MediaType)),
            UriContent uri => Unread(new UriContent(uri.Uri, uri.MediaType), Forms.Of(uri.MediaType)),
            _ => Unread(content, Form.Binary),
        };
    }

    /// <summary>Says that the texts that are open end here.</summary>
    public void Complete()
    {
        foreach (var channel in _open.Values)
        {
            channel.Complete(report);
        }

        _open.Clear();
    }

    /// <summary>A copy of an answer's properties, guarded.</summary>
    public AdditionalPropertiesDictionary? Properties(AdditionalPropertiesDictionary? properties) => _values.GuardProperties(properties);

    /// <summary>Returns the buffers.</summary>
    public void Dispose()
    {
        foreach (var channel in _all)
        {
            channel.Dispose();
        }
    }

    private OutputPiece TakeReasoning(TextReasoningContent reasoning) =>
        reasoning.ProtectedData is not null && _values.Gap(Form.Ciphertext, ChannelKind.Reasoning) is { } guard
            ? Blocked(reasoning, guard)
            : Append(ChannelKind.Reasoning, reasoning.Text, new TextReasoningContent(null) { ProtectedData = reasoning.ProtectedData });

    private OutputPiece Append(ChannelKind kind, string? text, AIContent copy)
    {
        if (!_open.TryGetValue(kind, out var channel))
        {
            channel = new(scope.Plans.ForOutput(kind), inspection, scope.Masks, restores: true, scope.Allowance);
            _open.Add(kind, channel);
            _all.Add(channel);
        }

        var from = channel.Guard.Length;
        channel.Guard.Append(text);
        return new(copy) { Channel = channel, From = from, To = channel.Guard.Length };
    }

    private OutputPiece TakeCall(FunctionCallContent call)
    {
        if (!scope.Policy.AllowsTool(call.Name))
        {
            report.AddOutput(FindingTally.None, Coverage.Blocked);
            return Blocked(call, ToolRule);
        }

        var arguments = call.Arguments is null ? null : new Dictionary<string, object?>(call.Arguments, StringComparer.Ordinal);
        var guard = _values.GuardName(call.Name, ChannelKind.ToolArguments);
        foreach (var (name, value) in call.Arguments ?? new Dictionary<string, object?>())
        {
            guard ??= _values.GuardName(name, ChannelKind.ToolArguments)
                ?? _values.GuardValue(value, ChannelKind.ToolArguments, edited => arguments![name] = edited);
        }

        return guard is null
            ? new(new FunctionCallContent(call.CallId, call.Name, arguments) { InformationalOnly = call.InformationalOnly, Exception = call.Exception })
            : Blocked(call, guard);
    }

    private OutputPiece TakeResult(FunctionResultContent result)
    {
        var copy = new FunctionResultContent(result.CallId, result.Result);
        return _values.GuardValue(result.Result, ChannelKind.Unknown, edited => copy.Result = edited) is { } guard
            ? Blocked(result, guard)
            : new(copy);
    }

    private OutputPiece TakeError(ErrorContent error)
    {
        var guard = _values.GuardText(error.Message, ChannelKind.Unknown, out var message);
        var other = _values.GuardText(error.Details, ChannelKind.Unknown, out var details);
        return (guard ?? other) is not { } blocking
            ? new(new ErrorContent(message) { ErrorCode = error.ErrorCode, Details = details })
            : Blocked(error, blocking);
    }

    private OutputPiece Unread(AIContent content, Form form) =>
        _values.Gap(form, ChannelKind.Unknown) is { } guard ? Blocked(content, guard) : new(content);

    // What a citation quotes is text too; one that may not leave as it stands is left out.
    private List<AIAnnotation>? Citations(IList<AIAnnotation>? annotations)
    {
        var left = annotations?.OfType<CitationAnnotation>()
            .Where(citation => _values.GuardName(citation.Title, ChannelKind.Unknown) is null
                && _values.GuardName(citation.Snippet, ChannelKind.Unknown) is null
                && _values.GuardName(citation.Url?.OriginalString, ChannelKind.Unknown) is null)
            .Select(citation => new CitationAnnotation
            {
                Title = citation.Title,
                Snippet = citation.Snippet,
                Url = citation.Url,
                FileId = citation.FileId,
                ToolName = citation.ToolName,
            })
            .ToList<AIAnnotation>();
        return left is { Count: > 0 } ? left : null;
    }

    private static OutputPiece Blocked(AIContent content, string guard) => new(content) { BlockedBy = guard };
}
