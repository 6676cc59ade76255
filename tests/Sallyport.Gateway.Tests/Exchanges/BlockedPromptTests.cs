using Sallyport.TestKit.Providers;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Gateway.Tests.Exchanges;

public sealed class BlockedPromptTests
{
    private const string Blocking = """
        version: 1
        name: no-addresses
        guards:
          - {name: addresses, findings: [pii.email], on: input, action: block}
        """;

    [Theory]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"hi"}],"tools":[{"type":"function","function":{"name":"mail","description":"Mails ann@example.org"}}]}""", "tool_definition")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"hi"},{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":"ann@example.org"}]}""", "tool_result")]
    public async Task Refusal_ForAKeyThatMayBeTold_NamesTheOriginAsPoliciesWriteIt(string request, string origin)
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json("{}"));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, Blocking, key: new KeyDraft { Scopes = Scopes.Infer | Scopes.Explain });

        var answer = await gateway.ChatAsync(request);

        Assert.Contains($"Guard 'addresses' blocked a segment of origin {origin}.", answer, StringComparison.Ordinal);
    }
}
