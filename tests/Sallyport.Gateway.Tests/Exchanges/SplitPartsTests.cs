using Sallyport.Tenancy;
using Sallyport.TestKit.Providers;
using Xunit;

namespace Sallyport.Gateway.Tests.Exchanges;

/// <summary>A value that is split over the text parts of one message, in each dialect: providers may join the parts without a space.</summary>
public sealed class SplitPartsTests
{
    private const string Policy = """
        version: 1
        name: cards
        uninspectable: {image: pass, binary: pass}
        guards:
          - {name: cards, findings: [pii.payment_card], on: input, action: redact}
        """;

    public static TheoryData<string, string, string> Requests => new()
    {
        {
            "/v1/chat/completions",
            """{"model":"m","store":false,"messages":[{"role":"user","content":[{"type":"text","text":"my card 4111 1111"},{"type":"text","text":" 1111 1111"}]}]}""",
            """{"model":"m","store":false,"messages":[{"role":"user","content":[{"type":"text","text":"my card [REDACTED:pii.payment_card]"},{"type":"text","text":"[REDACTED:pii.payment_card]"}]}]}"""
        },
        {
            "/v1/chat/completions",
            """{"model":"m","store":false,"messages":[{"role":"system","content":["4111 1111",{"type":"image_url","image_url":{"url":"https://x.example/a.png"}}," 1111 1111"]}]}""",
            """{"model":"m","store":false,"messages":[{"role":"system","content":["[REDACTED:pii.payment_card]",{"type":"image_url","image_url":{"url":"https://x.example/a.png"}},"[REDACTED:pii.payment_card]"]}]}"""
        },
        {
            "/v1/chat/completions",
            """{"model":"m","store":false,"messages":[{"role":"user","content":"4111 1111"},{"role":"user","content":" 1111 1111"}]}""",
            """{"model":"m","store":false,"messages":[{"role":"user","content":"4111 1111"},{"role":"user","content":" 1111 1111"}]}"""
        },
        {
            "/v1/responses",
            """{"model":"m","store":false,"input":[{"role":"user","content":[{"type":"input_text","text":"4111 1111"},{"type":"input_text","text":" 1111 1111"}]}]}""",
            """{"model":"m","store":false,"input":[{"role":"user","content":[{"type":"input_text","text":"[REDACTED:pii.payment_card]"},{"type":"input_text","text":"[REDACTED:pii.payment_card]"}]}]}"""
        },
        {
            "/v1/messages",
            """{"model":"m","max_tokens":9,"messages":[{"role":"user","content":[{"type":"text","text":"4111 1111","cache_control":{"type":"ephemeral"}},{"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"5555 5555 5555"},{"type":"text","text":" 4444"}]},{"type":"text","text":" 1111 1111"}]}]}""",
            """{"model":"m","max_tokens":9,"messages":[{"role":"user","content":[{"type":"text","text":"[REDACTED:pii.payment_card]","cache_control":{"type":"ephemeral"}},{"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"[REDACTED:pii.payment_card]"},{"type":"text","text":"[REDACTED:pii.payment_card]"}]},{"type":"text","text":"[REDACTED:pii.payment_card]"}]}]}"""
        },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Value_SplitOverPartsOfOneMessage_LeavesInNone(string path, string sent, string received)
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json("{}"));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, Policy, path == "/v1/messages" ? UpstreamKind.Anthropic : UpstreamKind.OpenAi);

        await gateway.SendAsync(path, sent);

        Assert.Equal(received, Assert.Single(provider.Requests).Text);
    }
}
