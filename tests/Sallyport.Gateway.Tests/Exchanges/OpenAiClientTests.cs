using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using OpenAI;
using OpenAI.Chat;
using Sallyport.TestKit.Providers;
using Xunit;

namespace Sallyport.Gateway.Tests.Exchanges;

/// <summary>The official OpenAI client, unmodified but for its base address.</summary>
public sealed class OpenAiClientTests
{
    [Fact]
    public async Task Complete_PlainAnswer_IsReadAsFromTheProvider()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(
            """{"id":"c1","object":"chat.completion","created":1,"model":"gpt-x","choices":[{"index":0,"message":{"role":"assistant","content":"mail jane.doe@example.org"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}}"""));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        var completion = (await ClientFor(gateway).CompleteChatAsync("hi")).Value;

        Assert.Equal("mail [REDACTED:pii.email]", completion.Content[0].Text);
        Assert.Equal(ChatFinishReason.Stop, completion.FinishReason);
        Assert.Equal(7, completion.Usage.TotalTokenCount);
    }

    [Fact]
    public async Task CompleteStreaming_ParallelToolCalls_ArriveWhole()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Events(
            Chunk("""{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"call_a","type":"function","function":{"name":"weather","arguments":""}}]}"""),
            Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"{\"city\":"}}]}"""),
            Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"\"Rome\"}"}}]}"""),
            Chunk("""{"tool_calls":[{"index":1,"id":"call_b","type":"function","function":{"name":"mail","arguments":""}}]}"""),
            Chunk("""{"tool_calls":[{"index":1,"function":{"arguments":"{\"to\":\"jane.doe@example.org\"}"}}]}"""),
            """{"id":"c1","object":"chat.completion.chunk","created":1,"model":"gpt-x","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}""",
            "[DONE]"));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);
        var arguments = new SortedDictionary<int, StringBuilder>();
        ChatFinishReason? finish = null;

        await foreach (var update in ClientFor(gateway).CompleteChatStreamingAsync("hi"))
        {
            foreach (var call in update.ToolCallUpdates)
            {
                if (!arguments.TryGetValue(call.Index, out var text))
                {
                    arguments[call.Index] = text = new();
                }

                text.Append(call.FunctionArgumentsUpdate);
            }

            finish = update.FinishReason ?? finish;
        }

        Assert.Equal(["""{"city":"Rome"}""", """{"to":"[REDACTED:pii.email]"}"""], arguments.Values.Select(text => text.ToString()));
        Assert.Equal(ChatFinishReason.ToolCalls, finish);
    }

    [Fact]
    public async Task CompleteStreaming_AnswerBlocked_EndsAsContentFilter()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Events(
            Chunk("""{"content":"call "}"""), Chunk("""{"content":"jane.doe@example.org"}"""), Chunk("""{"content":" now"}"""), "[DONE]"));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, """
            version: 1
            name: blocking
            guards:
              - {name: mails, findings: [pii.email], on: output, action: block}
            """);
        var text = new StringBuilder();
        ChatFinishReason? finish = null;

        await foreach (var update in ClientFor(gateway).CompleteChatStreamingAsync("hi"))
        {
            text.AppendJoin("", update.ContentUpdate.Select(part => part.Text));
            finish = update.FinishReason ?? finish;
        }

        Assert.Equal("call ", text.ToString());
        Assert.Equal(ChatFinishReason.ContentFilter, finish);
    }

    [Fact]
    public async Task Complete_PromptBlocked_IsTheErrorThatClientsKnow()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json("{}"));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, """
            version: 1
            name: blocking
            guards:
              - {name: mails, findings: [pii.email], on: input, action: block}
            """);

        var error = await Assert.ThrowsAsync<ClientResultException>(() => ClientFor(gateway).CompleteChatAsync("I am jane.doe@example.org"));

        Assert.Equal(400, error.Status);
        Assert.Contains("content_filter", error.Message, StringComparison.Ordinal);
        Assert.Empty(provider.Requests);
    }

    [Fact]
    public async Task CompleteStreaming_UpstreamBreaksOff_Throws()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Events(Chunk("""{"content":"It was "}""")).Abort());
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await foreach (var update in ClientFor(gateway).CompleteChatStreamingAsync("hi"))
            {
                _ = update;
            }
        });
    }

    [Fact]
    public async Task Models_List_NamesWhatTheUpstreamLists()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json("""{"object":"list","data":[{"id":"gpt-x","object":"model","created":1,"owned_by":"them"}]}"""));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        var models = (await OptionsFor(gateway).GetOpenAIModelClient().GetModelsAsync()).Value;

        Assert.Equal("gpt-x", Assert.Single(models).Id);
    }

    private static ChatClient ClientFor(GuardedGateway gateway) => OptionsFor(gateway).GetChatClient("gpt-x");

    private static OpenAIClient OptionsFor(GuardedGateway gateway) => new(
        new ApiKeyCredential(gateway.Key),
        new OpenAIClientOptions { Endpoint = new Uri(gateway.Address, "v1"), RetryPolicy = new ClientRetryPolicy(0) });

    private static string Chunk(string delta) =>
        $$"""{"id":"c1","object":"chat.completion.chunk","created":1,"model":"gpt-x","choices":[{"index":0,"delta":{{delta}},"finish_reason":null}]}""";
}
