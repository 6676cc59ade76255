using Sallyport.Gateway.Hosting;
using Sallyport.Gateway.Upstream;
using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Gateway.Tests.Upstream;

public sealed class ModelGlobTests
{
    [Theory]
    [InlineData("*", "anything", true)]
    [InlineData("gpt-*", "gpt-5", true)]
    [InlineData("gpt-*", "xgpt-5", false)]
    [InlineData("gpt-5", "gpt-5", true)]
    [InlineData("gpt-5", "GPT-5", false)]
    [InlineData("*-mini", "gpt-5-mini", true)]
    [InlineData("gpt-*-mini", "gpt-mini", false)]
    [InlineData("a*b*a", "aba", true)]
    [InlineData("a*b*a", "ab", false)]
    [InlineData("aa*aa", "aaa", false)]
    public void Glob_Model_MatchesWhole(string pattern, string model, bool matches) =>
        Assert.Equal(matches, new ModelGlob(pattern).Matches(model));

    [Fact]
    public void Router_SeveralUpstreams_TheMostSpecificThatSpeaksTheRouteWins()
    {
        var all = Target("all", UpstreamKind.OpenAi, "*");
        var own = Target("own", UpstreamKind.OpenAi, "gpt-5-*");
        var exact = Target("exact", UpstreamKind.Azure, "gpt-5-mini");
        var claude = Target("claude", UpstreamKind.Anthropic, "*");
        UpstreamTarget[] targets = [all, own, exact, claude];

        Assert.Same(exact, UpstreamRouter.Find(targets, ModelRoute.ChatCompletions, "gpt-5-mini"));
        Assert.Same(own, UpstreamRouter.Find(targets, ModelRoute.ChatCompletions, "gpt-5-nano"));
        Assert.Same(all, UpstreamRouter.Find(targets, ModelRoute.Responses, "o9"));
        Assert.Same(claude, UpstreamRouter.Find(targets, ModelRoute.Messages, "gpt-5-mini"));
        Assert.Null(UpstreamRouter.Find([claude], ModelRoute.ChatCompletions, "claude"));
        Assert.Null(UpstreamRouter.Find(targets, ModelRoute.ChatCompletions, new string('a', 300)));
    }

    [Theory]
    [InlineData(UpstreamKind.OpenAi, "https://api.example.com", "https://api.example.com/v1/chat/completions")]
    [InlineData(UpstreamKind.OpenAi, "https://api.example.com/v1/", "https://api.example.com/v1/chat/completions")]
    [InlineData(UpstreamKind.OpenAi, "http://127.0.0.1:11434/api/v2", "http://127.0.0.1:11434/api/v2/chat/completions")]
    [InlineData(UpstreamKind.Azure, "https://r.openai.azure.com", "https://r.openai.azure.com/openai/v1/chat/completions")]
    [InlineData(UpstreamKind.Azure, "https://r.openai.azure.com/openai/v1?api-version=preview", "https://r.openai.azure.com/openai/v1/chat/completions?api-version=preview")]
    public void Target_BaseAddress_LeadsToTheRoute(UpstreamKind kind, string address, string expected) =>
        Assert.Equal(expected, new UpstreamTarget("u", kind, new Uri(address), [], null).AddressFor(ModelRoute.ChatCompletions)!.AbsoluteUri);

    private static UpstreamTarget Target(string name, UpstreamKind kind, string model) =>
        new(name, kind, new Uri("https://example.com"), [new ModelGlob(model)], null);
}
