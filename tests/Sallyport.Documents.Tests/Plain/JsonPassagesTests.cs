using Xunit;

namespace Sallyport.Documents.Tests.Plain;

public sealed class JsonPassagesTests
{
    [Fact]
    public void Read_Objects_GivesTheirValuesUnderTheirPath()
    {
        var parsed = Parsed.Json("""{"version": 2, "users": [{"name": "Jane", "tags": ["a", "b"], "home": {"city": "Oslo"}, "age": 30}, {"name": "Jo"}], "done": true, "none": null, "empty": {}}""");

        Assert.Equal(
            ["version: 2", "users[0]\nname: Jane\ntags: a, b", "users[0].home\ncity: Oslo", "users[0]\nage: 30", "users[1]\nname: Jo", "done: true\nnone: null"],
            parsed.Visible);
        Assert.Equal([null, "users", "users", "users", "users", null], parsed.Passages.Select(static passage => passage.Heading));
    }

    [Theory]
    [InlineData("\"text\"", "text")]
    [InlineData("[1, 2.50, \"x\"]", "1, 2.50, x")]
    [InlineData("[[\"a\"], {\"b\": \"c\"}]", "- a|[1]\nb: c")]
    [InlineData("\ufeff{\"a\": \"\\u00e9\"}", "a: é")]
    public void Read_Values_GivesThem(string json, string expected) => Assert.Equal(expected, string.Join('|', Parsed.Json(json).Visible));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("{'a': 1}")]
    [InlineData("[1,]")]
    [InlineData("// x\n1")]
    [InlineData("NaN")]
    [InlineData("\"\\ud800\"")]
    [InlineData("{\"\\udc00\": 1}")]
    [InlineData("<html>")]
    public void Read_NoJson_IsRefused(string json) => Assert.Equal("NotJson", Parsed.FaultOf(() => Parsed.Json(json)));

    [Theory]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    public void Read_DeepNesting_IsRefused(string open) => Assert.Equal("TooDeep", Parsed.FaultOf(() => Parsed.Json(string.Concat(Enumerable.Repeat(open, 1_000_000)))));

    [Fact]
    public void Read_LongNames_StaysBounded()
    {
        var name = new string('n', 100_000);
        var json = string.Concat(Enumerable.Repeat($"{{\"{name}\":", 50)) + "1" + new string('}', 50);

        var parsed = Parsed.Json(json);

        Assert.InRange(parsed.VisibleText.Length, 100_000, 101_000);
        Assert.All(parsed.Passages, static passage => Assert.InRange(passage.Heading!.Length, 1, DocumentLimits.HeadingLength));
    }
}
