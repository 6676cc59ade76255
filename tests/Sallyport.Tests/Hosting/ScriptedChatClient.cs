using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Sallyport.Tests.Hosting;

/// <summary>A model that answers what the test says, and keeps what it was asked.</summary>
internal sealed class ScriptedChatClient(params AIContent[][] updates) : IChatClient
{
    public List<ChatMessage> Messages { get; private set; } = [];

    public ChatOptions? Options { get; private set; }

    public int Calls { get; private set; }

    /// <summary>Whether the stream ended before all of it was read.</summary>
    public bool WasLeft { get; private set; }

    /// <summary>Thrown after the last update.</summary>
    public Exception? Failure { get; init; }

    public static ScriptedChatClient Saying(params string[] deltas) => new([.. deltas.Select(delta => new AIContent[] { new TextContent(delta) })]);

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Note(messages, options);
        var answer = new ChatMessage(ChatRole.Assistant, [.. updates.SelectMany(contents => contents)]) { RawRepresentation = "raw" };
        return Task.FromResult(new ChatResponse(answer) { FinishReason = ChatFinishReason.Stop, RawRepresentation = "raw" });
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Note(messages, options);
        WasLeft = true;
        foreach (var contents in updates)
        {
            await Task.Yield();
            yield return new(ChatRole.Assistant, [.. contents]) { MessageId = "m1", ResponseId = "r1", RawRepresentation = "raw" };
        }

        if (Failure is not null)
        {
            throw Failure;
        }

        yield return new() { FinishReason = ChatFinishReason.Stop, MessageId = "m1" };
        WasLeft = false;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }

    private void Note(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        Calls++;
        Messages = [.. messages];
        Options = options;
    }
}
