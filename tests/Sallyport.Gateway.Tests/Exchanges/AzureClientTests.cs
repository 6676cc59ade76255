using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using OpenAI;
using OpenAI.Chat;
using Sallyport.Tenancy;
using Sallyport.TestKit.Providers;
using Xunit;

namespace Sallyport.Gateway.Tests.Exchanges;

/// <summary>
/// The official OpenAI client as Azure's v1 API has it used (an api-key header, an api-version in the query), through the gateway to an upstream that
/// answers as Azure does: with its own verdicts beside each answer.
/// </summary>
public sealed class AzureClientTests
{
    private const string Verdicts = """{"hate":{"filtered":false,"severity":"safe"},"jailbreak":{"filtered":false,"detected":false},"protected_material_code":{"filtered":false,"detected":false}}""";
    private const string PromptVerdicts = $$$"""[{"prompt_index":0,"content_filter_results":{{{Verdicts}}}}]""";

    [Fact]
    public async Task Complete_PlainAnswer_IsGuardedAndAsksAzureWithItsOwnKey()
    {
        var answer = $$$"""{"id":"chatcmpl-1","object":"chat.completion","created":1732412345,"model":"gpt-4.1-2025-04-14","system_fingerprint":"fp_44","prompt_filter_results":{{{PromptVerdicts}}},"choices":[{"index":0,"logprobs":null,"content_filter_results":{{{Verdicts}}},"message":{"role":"assistant","content":"mail jane.doe@example.org","refusal":null,"annotations":[]},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}}""";
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(answer));
        await using var gateway = await StartAsync(provider);

        var completion = (await ClientFor(gateway).CompleteChatAsync("hi")).Value;

        Assert.Equal("mail [REDACTED:pii.email]", completion.Content[0].Text);
        Assert.Equal(7, completion.Usage.TotalTokenCount);
        var seen = Assert.Single(provider.Requests);
        Assert.Equal("/openai/v1/chat/completions", seen.Path);
        Assert.Equal("provider-secret", seen.Headers["api-key"]);
        Assert.DoesNotContain("Authorization", seen.Headers.Keys);
        Assert.DoesNotContain(gateway.Key, string.Join('\n', seen.Headers.Values), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Complete_CleanAnswer_IsTheBytesThatAzureSent()
    {
        var answer = $$$"""{"choices":[{"content_filter_results":{{{Verdicts}}},"finish_reason":"stop","index":0,"logprobs":null,"message":{"annotations":[],"content":"The sea is calm.","refusal":null,"role":"assistant"}}],"created":1732412345,"id":"chatcmpl-1","model":"gpt-4.1-2025-04-14","object":"chat.completion","prompt_filter_results":{{{PromptVerdicts}}},"system_fingerprint":"fp_44"}""";
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(answer));
        await using var gateway = await StartAsync(provider);

        Assert.Equal(answer, await gateway.ChatAsync("""{"model":"gpt-4.1","messages":[{"role":"user","content":"hi"}]}"""));
    }

    [Fact]
    public async Task CompleteStreaming_FirstChunkWithoutChoices_IsGuardedWhileItStreams()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Events(
            $$$"""{"choices":[],"created":0,"id":"","model":"","object":"","prompt_filter_results":{{{PromptVerdicts}}}}""",
            Chunk("""{"role":"assistant","content":"","refusal":null}"""),
            Chunk("""{"content":"mail jane.d"}"""),
            Chunk("""{"content":"oe@example.org"}"""),
            Chunk("""{"content":" today"}"""),
            $$$"""{"choices":[{"content_filter_offsets":{"check_offset":5,"start_offset":5,"end_offset":30},"content_filter_results":{{{Verdicts}}},"delta":{},"finish_reason":"stop","index":0,"logprobs":null}],"created":1,"id":"chatcmpl-1","model":"gpt-4.1","object":"chat.completion.chunk"}""",
            "[DONE]"));
        await using var gateway = await StartAsync(provider);
        var text = new StringBuilder();
        ChatFinishReason? finish = null;

        await foreach (var update in ClientFor(gateway).CompleteChatStreamingAsync("hi"))
        {
            text.AppendJoin("", update.ContentUpdate.Select(part => part.Text));
            finish = update.FinishReason ?? finish;
        }

        Assert.Equal("mail [REDACTED:pii.email] today", text.ToString());
        Assert.Equal(ChatFinishReason.Stop, finish);
    }

    [Fact]
    public async Task Complete_AzureFiltersThePrompt_IsTheErrorThatAzureGave()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(
            """{"error":{"message":"The response was filtered due to the prompt triggering Azure OpenAI's content management policy.","type":null,"param":"prompt","code":"content_filter","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation","content_filter_result":""" + Verdicts + """}}}""", 400));
        await using var gateway = await StartAsync(provider);

        var error = await Assert.ThrowsAsync<ClientResultException>(() => ClientFor(gateway).CompleteChatAsync("hi"));

        Assert.Equal(400, error.Status);
        Assert.Contains("content_filter", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Embed_Input_GoesToAzureGuarded()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(
            """{"object":"list","data":[{"object":"embedding","index":0,"embedding":"AACAPwAAAEA="}],"model":"text-embedding-3-small","usage":{"prompt_tokens":1,"total_tokens":1}}"""));
        await using var gateway = await StartAsync(provider);

        var embedding = (await OptionsFor(gateway).GetEmbeddingClient("text-embedding-3-small").GenerateEmbeddingAsync("the sea")).Value;

        Assert.Equal([1f, 2f], embedding.ToFloats().ToArray());
        Assert.Equal("/openai/v1/embeddings", Assert.Single(provider.Requests).Path);
    }

    private static Task<GuardedGateway> StartAsync(FakeProvider provider) => GuardedGateway.StartAsync(provider.Address, kind: UpstreamKind.Azure);

    private static ChatClient ClientFor(GuardedGateway gateway) => OptionsFor(gateway).GetChatClient("gpt-4.1");

    private static OpenAIClient OptionsFor(GuardedGateway gateway)
    {
        var options = new OpenAIClientOptions { Endpoint = new Uri(gateway.Address, "v1"), RetryPolicy = new ClientRetryPolicy(0) };
        options.AddPolicy(new AzureStyle(gateway.Key), PipelinePosition.BeforeTransport);
        return new(new ApiKeyCredential(gateway.Key), options);
    }

    private static string Chunk(string delta) =>
        $$$"""{"choices":[{"content_filter_results":{{{Verdicts}}},"delta":{{{delta}}},"finish_reason":null,"index":0,"logprobs":null}],"created":1,"id":"chatcmpl-1","model":"gpt-4.1","object":"chat.completion.chunk","obfuscation":"aB3x","system_fingerprint":"fp_44"}""";

    /// <summary>Puts key and version where Azure's clients have them.</summary>
    private sealed class AzureStyle(string key) : PipelinePolicy
    {
        public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
        {
            Rewrite(message.Request);
            ProcessNext(message, pipeline, currentIndex);
        }

        public override async ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
        {
            Rewrite(message.Request);
            await ProcessNextAsync(message, pipeline, currentIndex);
        }

        private void Rewrite(PipelineRequest request)
        {
            request.Headers.Remove("Authorization");
            request.Headers.Set("api-key", key);
            request.Uri = new UriBuilder(request.Uri!) { Query = "api-version=preview" }.Uri;
        }
    }
}
