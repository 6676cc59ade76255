using Microsoft.Extensions.AI;
using Sallyport.Policy;
using Sallyport.Text;

namespace Sallyport.Hosting;

/// <summary>
/// A request as it is to be sent: a copy in which every string is a slot. Raw representations are left out everywhere, since a client below
/// would send them in place of the text that was read and edited here.
/// </summary>
internal sealed class GuardedRequest
{
    private static readonly ChatRole Developer = new("developer");

    private readonly List<Action> _finish = [];
    private readonly PolicySnapshot _policy;

    private GuardedRequest(PolicySnapshot policy) => _policy = policy;

    public List<ChatMessage> Messages { get; } = [];

    public ChatOptions? Options { get; private set; }

    public InputSlots Slots { get; } = new();

    /// <summary>The application's own instructions, which the answer may not repeat at length.</summary>
    public IReadOnlyList<Segment> Instructions =>
        [.. Slots.Segments.Where(segment => segment is { Origin: Origin.System or Origin.Developer, Form: Form.Text })];

    /// <exception cref="InvalidOperationException">The request asks for something that the policy refuses; the message names the setting.</exception>
    public static GuardedRequest Copy(IEnumerable<ChatMessage> messages, ChatOptions? options, PolicySnapshot policy)
    {
        var request = new GuardedRequest(policy);
        request.CopyOptions(options);
        foreach (var message in messages)
        {
            request.CopyMessage(message);
        }

        return request;
    }

    /// <summary>Puts edited JSON back where it came from; to be called once the slots are edited.</summary>
    public void Finish()
    {
        foreach (var step in _finish)
        {
            step();
        }
    }

    private void CopyOptions(ChatOptions? options)
    {
        if (options is null)
        {
            return;
        }

        var copy = options.Clone();
        Options = copy;
        DemandState("conversation", copy.ConversationId is not null);
        Slots.Add(Origin.System, copy.Instructions, text => copy.Instructions = text);
        for (var i = 0; i < (copy.StopSequences?.Count ?? 0); i++)
        {
            var index = i;
            Slots.Add(Origin.Unknown, copy.StopSequences![i], text => copy.StopSequences[index] = text);
        }

        foreach (var tool in copy.Tools ?? [])
        {
            AddTool(tool);
        }

        if (copy.ResponseFormat is ChatResponseFormatJson { Schema: { } schema } format)
        {
            Slots.Add(Origin.Unknown, format.SchemaName, null);
            Slots.Add(Origin.Unknown, format.SchemaDescription, null);
            AddValue(Origin.Unknown, schema, set: null);
        }

        // It may make a request of its own, which nobody here has seen.
        if (copy.RawRepresentationFactory is not null)
        {
            Slots.AddUnread(Origin.Unknown, Form.Binary);
        }

        AddProperties(copy.AdditionalProperties);
    }

    private void AddTool(AITool tool)
    {
        if (tool is not AIFunctionDeclaration && !_policy.AllowsProviderTool(tool.Name))
        {
            throw new InvalidOperationException(
                $"Policy '{_policy.Document.Name}' refuses the tool '{tool.Name}', which the provider would run unseen. Name it under 'provider_tools' to allow it.");
        }

        Slots.Add(Origin.ToolDefinition, tool.Name, null);
        Slots.Add(Origin.ToolDefinition, tool.Description, null);
        if (tool is AIFunctionDeclaration function)
        {
            AddValue(Origin.ToolDefinition, function.JsonSchema, set: null);
        }
    }

    private void CopyMessage(ChatMessage message)
    {
        var copy = new ChatMessage
        {
            Role = message.Role,
            AuthorName = message.AuthorName,
            MessageId = message.MessageId,
            CreatedAt = message.CreatedAt,
            AdditionalProperties = message.AdditionalProperties?.Clone(),
            Contents = [],
        };
        Slots.Add(Origin.Unknown, copy.AuthorName, text => copy.AuthorName = text);
        AddProperties(copy.AdditionalProperties);
        int? last = null;
        foreach (var content in message.Contents)
        {
            AddContent(copy.Contents, content, OriginOf(message.Role), ref last);
        }

        Messages.Add(copy);
    }

    private void AddContent(IList<AIContent> contents, AIContent content, Origin origin, ref int? last)
    {
        var copy = CopyContent(contents, content, origin, ref last);
        if (!ReferenceEquals(copy, content))
        {
            copy.AdditionalProperties = content.AdditionalProperties?.Clone();
        }

        AddProperties(copy.AdditionalProperties);
        contents.Add(copy);
    }

    private AIContent CopyContent(IList<AIContent> contents, AIContent content, Origin origin, ref int? last)
    {
        switch (content)
        {
            case TextReasoningContent reasoning:
                var thought = new TextReasoningContent(reasoning.Text) { ProtectedData = reasoning.ProtectedData };
                Slots.Add(Origin.Reasoning, reasoning.Text, text => thought.Text = text);
                if (reasoning.ProtectedData is not null)
                {
                    Slots.AddUnread(Origin.Reasoning, Form.Ciphertext);
                }

                return thought;
            case TextContent text:
                var words = new TextContent(text.Text);
                Slots.AddPart(origin, text.Text, edited => words.Text = edited, ref last);
                return words;
            case FunctionCallContent call:
                return CopyCall(call);
            case FunctionResultContent result:
                return CopyResult(result);
            case ErrorContent error:
                var failure = new ErrorContent(error.Message) { ErrorCode = error.ErrorCode, Details = error.Details };
                Slots.Add(origin, error.Message, edited => failure.Message = edited);
                Slots.Add(origin, error.Details, edited => failure.Details = edited);
                return failure;
            case DataContent data:
                return CopyData(contents, data, origin);
            case UriContent uri:
                Slots.Add(origin, uri.Uri.OriginalString, null);
                Slots.AddUnread(origin, Forms.Of(uri.MediaType));
                return new UriContent(uri.Uri, uri.MediaType);
            case HostedFileContent or HostedVectorStoreContent:
                DemandState(content is HostedFileContent ? "file_id" : "vector_store_id", isUsed: true);
                Slots.AddUnread(origin, Form.Binary);
                return content;
            case UsageContent usage:
                return new UsageContent(usage.Details);
            default:
                Slots.AddUnread(origin, Form.Binary);
                return content;
        }
    }

    private FunctionCallContent CopyCall(FunctionCallContent call)
    {
        var arguments = call.Arguments is null ? null : new Dictionary<string, object?>(call.Arguments, StringComparer.Ordinal);
        Slots.Add(Origin.Assistant, call.Name, null);
        foreach (var (name, value) in arguments?.ToArray() ?? [])
        {
            Slots.Add(Origin.Assistant, name, null);
            AddValue(Origin.Assistant, value, edited => arguments![name] = edited);
        }

        return new(call.CallId, call.Name, arguments) { InformationalOnly = call.InformationalOnly };
    }

    private FunctionResultContent CopyResult(FunctionResultContent result)
    {
        var copy = new FunctionResultContent(result.CallId, result.Result);
        if (result.Result is AIContent or IEnumerable<AIContent>)
        {
            var parts = new List<AIContent>();
            int? last = null;
            foreach (var part in result.Result as IEnumerable<AIContent> ?? [(AIContent)result.Result])
            {
                AddContent(parts, part, Origin.ToolResult, ref last);
            }

            _finish.Add(() => copy.Result = result.Result is AIContent ? parts[0] : parts);
        }
        else
        {
            AddValue(Origin.ToolResult, result.Result, edited => copy.Result = edited);
        }

        return copy;
    }

    private DataContent CopyData(IList<AIContent> contents, DataContent data, Origin origin)
    {
        var index = contents.Count;
        Slots.Add(Origin.File, data.Name, null);
        if (data.HasTopLevelMediaType("text") && TextFiles.TryRead(data.Data.Span, out var text))
        {
            Slots.Add(Origin.File, text, edited => contents[index] = new DataContent(TextFiles.Write(edited), data.MediaType) { Name = data.Name });
        }
        else
        {
            Slots.AddUnread(origin, Forms.Of(data.MediaType));
        }

        return new(data.Data, data.MediaType) { Name = data.Name };
    }

    private void AddProperties(AdditionalPropertiesDictionary? properties)
    {
        foreach (var (name, value) in properties?.ToArray() ?? [])
        {
            Slots.Add(Origin.Unknown, name, null);
            AddValue(Origin.Unknown, value, edited => properties![name] = edited);
        }
    }

    private void AddValue(Origin origin, object? value, Action<object?>? set) => ValueTexts.Visit(
        value,
        edited => set?.Invoke(edited),
        (text, replace) => Slots.Add(origin, text, set is null ? null : replace),
        () => Slots.AddUnread(origin, Form.Binary),
        _finish);

    private void DemandState(string field, bool isUsed)
    {
        if (isUsed && !_policy.AllowsProviderState(field))
        {
            throw new InvalidOperationException(
                $"Policy '{_policy.Document.Name}' refuses '{field}', which refers to state that the provider holds. Name it under 'provider_state' to allow it.");
        }
    }

    private static Origin OriginOf(ChatRole role) =>
        role == ChatRole.User ? Origin.User
        : role == ChatRole.Assistant ? Origin.Assistant
        : role == ChatRole.Tool ? Origin.ToolResult
        : role == ChatRole.System ? Origin.System
        : role == Developer ? Origin.Developer
        : Origin.Unknown;
}
