using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Sallyport.Tests.Hosting;

/// <summary>A model that repeats the last message, a few characters at a time, or calls a tool with it.</summary>
internal sealed class EchoChatClient : IChatClient
{
    private const int DeltaLength = 3;

    public string Received { get; private set; } = "";

    public bool CallsTool { get; init; }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Received = messages.Last().Text;
        AIContent answer = CallsTool
            ? new FunctionCallContent("c1", "echo", new Dictionary<string, object?> { ["text"] = Received })
            : new TextContent(Received);
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [answer])));
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Received = messages.Last().Text;
        foreach (var delta in Received.Chunk(DeltaLength))
        {
            await Task.Yield();
            yield return new(ChatRole.Assistant, new string(delta));
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
