using System.Text.Json;
using Sallyport.Gateway.Retrieval;
using Sallyport.Retrieval;
using Xunit;

namespace Sallyport.Gateway.Tests.Retrieval;

public sealed class FilterJsonTests
{
    private static readonly Dictionary<string, AttributeValue> Attributes = new() { ["year"] = new(2026), ["team"] = new("hr"), ["draft"] = new(false) };

    [Theory]
    [InlineData("""{"type":"eq","key":"team","value":"hr"}""", true)]
    [InlineData("""{"type":"ne","key":"team","value":"hr"}""", false)]
    [InlineData("""{"type":"gte","key":"year","value":2026}""", true)]
    [InlineData("""{"type":"lt","key":"year","value":2026}""", false)]
    [InlineData("""{"type":"in","key":"team","value":["it","hr"]}""", true)]
    [InlineData("""{"type":"nin","key":"team","value":["it","hr"]}""", false)]
    [InlineData("""{"type":"eq","key":"draft","value":false}""", true)]
    [InlineData("""{"type":"ne","key":"missing","value":1}""", false)]
    [InlineData("""{"type":"and","filters":[{"type":"eq","key":"team","value":"hr"},{"type":"gt","key":"year","value":2025}]}""", true)]
    [InlineData("""{"type":"or","filters":[{"type":"eq","key":"team","value":"it"},{"type":"gt","key":"year","value":2025}]}""", true)]
    public void Filter_OfOpenAi_HoldsAsItsWords(string json, bool matches)
    {
        Assert.True(FilterJson.TryRead(JsonElement.Parse(json), out var filter, out _));

        Assert.Equal(matches, filter.Matches(Attributes));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"type":"like","key":"team","value":"hr"}""")]
    [InlineData("""{"type":"eq","key":"team","value":null}""")]
    [InlineData("""{"type":"eq","key":"team","value":["hr"]}""")]
    [InlineData("""{"type":"in","key":"team","value":"hr"}""")]
    [InlineData("""{"type":"in","key":"team","value":[]}""")]
    [InlineData("""{"type":"gt","key":"draft","value":true}""")]
    [InlineData("""{"type":"and","filters":[]}""")]
    [InlineData("""{"type":"and","filters":[1]}""")]
    [InlineData("""{"type":"eq","key":"team","value":"hr","tenant":"other"}""")]
    public void Filter_ThatIsNone_IsRefusedWithWords(string json)
    {
        Assert.False(FilterJson.TryRead(JsonElement.Parse(json), out _, out var fault));

        Assert.NotEmpty(fault);
    }

    [Fact]
    public void Filter_OfMoreThanItsBound_IsRefusedBeforeTheRestIsRead()
    {
        var group = $$"""{"type":"or","filters":[{{string.Join(',', Enumerable.Repeat("""{"type":"eq","key":"team","value":"hr"}""", 40))}}]}""";

        Assert.False(FilterJson.TryRead(JsonElement.Parse($$"""{"type":"and","filters":[{{group}},{{group}},"no filter"]}"""), out _, out var fault));

        Assert.Contains($"{AttributeFilter.MaxNodes} comparisons", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Filter_DeeperThanItsBound_IsRefused()
    {
        var json = """{"type":"eq","key":"team","value":"hr"}""";
        for (var depth = 0; depth < 12; depth++)
        {
            json = $$"""{"type":"and","filters":[{{json}}]}""";
        }

        Assert.False(FilterJson.TryRead(JsonElement.Parse(json), out _, out _));
    }
}
