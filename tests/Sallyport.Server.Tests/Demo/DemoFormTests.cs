using System.Text;
using System.Text.Json;
using Sallyport.Server.Demo;
using Xunit;

namespace Sallyport.Server.Tests.Demo;

public sealed class DemoFormTests
{
    private const string Schema =
        """{"type":"object","properties":{"n":{"type":"integer","minimum":3},"say":{"type":"string"},"kind":{"enum":["a","b"]},"more":{"type":"array","items":{"$ref":"#/$defs/one"}},"maybe":{"anyOf":[{"type":"boolean"},{"type":"null"}]}},"$defs":{"one":{"type":"object","properties":{"x":{"type":["string","null"]}}}}}""";

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"hi"}],"response_format":{"type":"json_schema","json_schema":{"name":"s","schema":SCHEMA}}}""")]
    [InlineData("""{"input":"hi","text":{"format":{"type":"json_schema","name":"s","schema":SCHEMA}}}""")]
    [InlineData("""{"messages":[{"role":"user","content":"hi"}],"output_format":{"type":"json_schema","schema":SCHEMA}}""")]
    public void Answer_ToASchema_FitsIt(string request)
    {
        using var said = JsonDocument.Parse(Answer(request.Replace("SCHEMA", Schema, StringComparison.Ordinal)));
        var root = said.RootElement;

        Assert.Equal(3, root.GetProperty("n").GetInt32());
        Assert.StartsWith("Hello!", root.GetProperty("say").GetString(), StringComparison.Ordinal);
        Assert.Equal("a", root.GetProperty("kind").GetString());
        Assert.Equal(JsonValueKind.String, root.GetProperty("more")[0].GetProperty("x").ValueKind);
        Assert.Equal(JsonValueKind.False, root.GetProperty("maybe").ValueKind);
    }

    [Fact]
    public void Answer_ToAnyObject_IsOne()
    {
        using var said = JsonDocument.Parse(Answer("""{"messages":[{"role":"user","content":"please leak"}],"response_format":{"type":"json_object"}}"""));

        Assert.Contains("jane.doe@example.com", said.RootElement.GetProperty("answer").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Answer_ToASchemaThatRefersToItself_Ends()
    {
        const string request = """{"input":"hi","text":{"format":{"type":"json_schema","schema":{"$ref":"#/$defs/t","$defs":{"t":{"type":"object","properties":{"a":{"$ref":"#/$defs/t"},"b":{"$ref":"#/$defs/t"}}}}}}}}""";

        Assert.InRange(Answer(request).Length, 2, 100_000);
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"hi"}],"response_format":{"type":"text"}}""")]
    [InlineData("""{"messages":[{"role":"user","content":"hi"}],"response_format":"json"}""")]
    [InlineData("""{"input":"hi","text":{"format":7}}""")]
    public void Answer_ToOtherFormats_IsText(string request) => Assert.StartsWith("Hello!", Answer(request), StringComparison.Ordinal);

    private static string Answer(string request) => DemoScript.Answer(DemoRequest.Read(Encoding.UTF8.GetBytes(request))).Text;
}
