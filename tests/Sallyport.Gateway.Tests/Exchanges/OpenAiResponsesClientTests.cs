// The Responses part of the official client is marked experimental as a whole; it is what applications use.
#pragma warning disable OPENAI001
using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using OpenAI;
using OpenAI.Embeddings;
using OpenAI.Responses;
using Sallyport.Gateway.Tests.Wires;
using Sallyport.TestKit.Providers;
using Xunit;

namespace Sallyport.Gateway.Tests.Exchanges;

/// <summary>The official OpenAI client on Responses and Embeddings, unmodified but for its base address.</summary>
public sealed class OpenAiResponsesClientTests
{
    private const string Blocking = """
        version: 1
        name: blocking
        guards:
          - {name: mails, findings: [pii.email], on: both, action: block}
        """;

    [Fact]
    public async Task Create_PlainAnswer_IsReadAsFromTheProvider()
    {
        await using var provider = await FakeProvider.StartAsync(Wire.Responses.Reply(
            false, ScriptPart.Text("mail jane.doe@example.org"), ScriptPart.Call("""{"to":"jane.doe@example.org"}""")));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);

        var response = (await ClientFor(gateway).CreateResponseAsync(Ask("hi"), TestContext.Current.CancellationToken)).Value;

        Assert.Equal("mail [REDACTED:pii.email]", response.GetOutputText());
        Assert.Equal("""{"to":"[REDACTED:pii.email]"}""", Assert.IsType<FunctionCallResponseItem>(response.OutputItems[1]).FunctionArguments.ToString());
        Assert.Equal(ResponseStatus.Completed, response.Status);
        Assert.Equal(7, response.Usage.TotalTokenCount);
    }

    [Fact]
    public async Task CreateStreaming_EveryRepeat_SaysWhatTheDeltasSaid()
    {
        await using var provider = await FakeProvider.StartAsync(Wire.Responses.Reply(
            true,
            ScriptPart.Reasoning("ask jane", ".doe@exam", "ple.org"),
            ScriptPart.Text("the card is 4111", " 1111 1111", " 1111, thanks"),
            ScriptPart.Call("{\"to\":\"jane.d", "oe@example.org\"}")));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);
        var said = new StringBuilder();
        string? done = null;
        string? arguments = null;
        ResponseResult? result = null;

        await foreach (var update in await ClientFor(gateway).CreateResponseStreamingAsync(Ask("hi", isStream: true), TestContext.Current.CancellationToken))
        {
            switch (update)
            {
                case StreamingResponseOutputTextDeltaUpdate delta:
                    said.Append(delta.Delta);
                    break;
                case StreamingResponseOutputTextDoneUpdate text:
                    done = text.Text;
                    break;
                case StreamingResponseFunctionCallArgumentsDoneUpdate call:
                    arguments = call.FunctionArguments.ToString();
                    break;
                case StreamingResponseCompletedUpdate completed:
                    result = completed.Response;
                    break;
                default:
                    break;
            }
        }

        Assert.Equal("the card is [REDACTED:pii.payment_card], thanks", said.ToString());
        Assert.Equal(said.ToString(), done);
        Assert.Equal(said.ToString(), result!.GetOutputText());
        Assert.Equal("""{"to":"[REDACTED:pii.email]"}""", arguments);
        Assert.Equal(arguments, Assert.IsType<FunctionCallResponseItem>(result.OutputItems[2]).FunctionArguments.ToString());
    }

    [Fact]
    public async Task Create_AnswerBlocked_IsIncompleteForContentFilter()
    {
        await using var provider = await FakeProvider.StartAsync(Wire.Responses.Reply(false, ScriptPart.Text("call jane.doe@example.org now")));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, Blocking);

        var response = (await ClientFor(gateway).CreateResponseAsync(Ask("hi"), TestContext.Current.CancellationToken)).Value;

        Assert.Equal(ResponseStatus.Incomplete, response.Status);
        Assert.Equal(ResponseIncompleteStatusReason.ContentFilter, response.IncompleteStatusDetails.Reason);
        Assert.Equal("call ", response.GetOutputText());
    }

    [Fact]
    public async Task CreateStreaming_AnswerBlocked_IsIncompleteForContentFilter()
    {
        await using var provider = await FakeProvider.StartAsync(Wire.Responses.Reply(true, ScriptPart.Text("call ", "jane.doe@exam", "ple.org", " now")));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, Blocking);
        var said = new StringBuilder();
        ResponseResult? result = null;

        await foreach (var update in await ClientFor(gateway).CreateResponseStreamingAsync(Ask("hi", isStream: true), TestContext.Current.CancellationToken))
        {
            if (update is StreamingResponseOutputTextDeltaUpdate delta)
            {
                said.Append(delta.Delta);
            }
            else if (update is StreamingResponseIncompleteUpdate incomplete)
            {
                result = incomplete.Response;
            }
        }

        Assert.Equal("call ", said.ToString());
        Assert.Equal(ResponseIncompleteStatusReason.ContentFilter, result!.IncompleteStatusDetails.Reason);
        Assert.Equal("call ", result.GetOutputText());
    }

    [Fact]
    public async Task Create_PromptBlocked_IsTheErrorThatClientsKnow()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json("{}"));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, Blocking);

        var error = await Assert.ThrowsAsync<ClientResultException>(
            () => ClientFor(gateway).CreateResponseAsync(Ask("I am jane.doe@example.org"), TestContext.Current.CancellationToken));

        Assert.Equal(400, error.Status);
        Assert.Contains("content_filter", error.Message, StringComparison.Ordinal);
        Assert.Empty(provider.Requests);
    }

    [Fact]
    public async Task Create_PreviousResponse_IsRefusedNamingTheSetting()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json("{}"));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);
        var options = Ask("hi");
        options.PreviousResponseId = "resp_0";

        var error = await Assert.ThrowsAsync<ClientResultException>(
            () => ClientFor(gateway).CreateResponseAsync(options, TestContext.Current.CancellationToken));

        Assert.Contains("provider_state", error.Message, StringComparison.Ordinal);
        Assert.Empty(provider.Requests);
    }

    [Fact]
    public async Task Create_RetentionIsForcedOff()
    {
        await using var provider = await FakeProvider.StartAsync(Wire.Responses.Reply(false, ScriptPart.Text("ok")));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);
        var options = Ask("hi");
        options.StoredOutputEnabled = true;

        await ClientFor(gateway).CreateResponseAsync(options, TestContext.Current.CancellationToken);

        Assert.Contains("\"store\":false", Assert.Single(provider.Requests).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Embeddings_Inputs_AreGuarded()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(
            """{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5,-0.25]}],"model":"text-embedding-3-small","usage":{"prompt_tokens":2,"total_tokens":2}}"""));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, """
            version: 1
            name: redacting
            guards:
              - {name: mails, findings: [pii.email], on: input, action: redact}
            """);
        var options = new EmbeddingGenerationOptions();

        var embedding = (await Options(gateway).GetEmbeddingClient("text-embedding-3-small")
            .GenerateEmbeddingsAsync(["I am jane.doe@example.org"], options, TestContext.Current.CancellationToken)).Value;

        Assert.Equal([0.5f, -0.25f], embedding[0].ToFloats().ToArray());
        Assert.Contains("I am [REDACTED:pii.email]", Assert.Single(provider.Requests).Text, StringComparison.Ordinal);
    }

    private static ResponsesClient ClientFor(GuardedGateway gateway) => new(
        new ApiKeyCredential(gateway.Key), new ResponsesClientOptions { Endpoint = new Uri(gateway.Address, "v1"), RetryPolicy = new ClientRetryPolicy(0) });

    private static OpenAIClient Options(GuardedGateway gateway) => new(
        new ApiKeyCredential(gateway.Key), new OpenAIClientOptions { Endpoint = new Uri(gateway.Address, "v1"), RetryPolicy = new ClientRetryPolicy(0) });

    private static CreateResponseOptions Ask(string text, bool isStream = false) =>
        new("gpt-x", [ResponseItem.CreateUserMessageItem(text)]) { StreamingEnabled = isStream };
}
