using Sallyport.Gateway.Json;
using Xunit;

namespace Sallyport.Gateway.Tests.Json;

public sealed class NestedJsonTests
{
    // Attribute arguments can't hold half pairs.
    [Fact]
    public void Read_NoDocumentAndNoEscape_IsText()
    {
        string[] texts = ["not json", "\"a string\"", "{\"a\":1} and more", "{\"a\":", "\ud83d{}", "{\ud83d}", ""];

        Assert.All(texts, text => Assert.Null(NestedJson.Read(text)));
    }

    [Theory]
    [InlineData("{\"a\":1,\"a\":2}", "an object with the same name twice")]
    [InlineData("{\"a\":[{\"b\":{\"c\":1,\"\\u0063\":2}}]}", "an object with the same name twice")]
    [InlineData("{\"a\":\"\\ud83d\"}", "half of a surrogate pair")]
    public void Read_DocumentOfTwoReadings_TellsWhy(string text, string expected)
    {
        using var json = NestedJson.Read(text)!;

        Assert.True(json.IsDocument);
        Assert.Equal(expected, json.Ambiguity);
    }

    [Fact]
    public void Read_RawHalfPairInAString_TellsWhy()
    {
        using var json = NestedJson.Read("{\"a\":\"\ud83d\"}")!;

        Assert.Equal("half of a surrogate pair", json.Ambiguity);
        Assert.Equal("\ud83d", json.Map.Root["a"u8].Text());
    }

    [Fact]
    public void Read_SameNameTwice_MapsBothValues()
    {
        using var json = NestedJson.Read("{\"to\":\"a\",\"to\":\"b\"}")!;

        Assert.Equal(["a", "b"], Enumerable.Range(0, json.Map.Count).Select(row => json.Map[row]).Where(node => node.IsString).Select(node => node.Text()));
    }

    [Theory]
    [InlineData("{\"a\":1,}", null)]
    [InlineData("{\"a\":1,\"a\":2", null)]
    [InlineData("{\"a\":1,\"b\":[2]}", null)]
    [InlineData("{\"id\":12345678901234567890,\"at\":51.12345678901234567}", null)]
    public void Read_NoDocumentOrOneReading_IsNotAmbiguous(string text, string? expected)
    {
        using var json = NestedJson.Read(text);

        Assert.Equal(expected, json?.Ambiguity);
    }

    [Theory]
    [InlineData("{\"a\":\"j\\u0061ne\",\"b\":\"do\\u0065", "jane,doe")]
    [InlineData("{\"a\":\"x\\\\\"", "x\\")]
    [InlineData("{\"a\":\"x\\", "x\"")]
    [InlineData("\"\\u0041\"", "A")]
    [InlineData("{'a':\"\\q\"", "\\q")]
    public void Read_UnfinishedOrWrong_GivesWhatItsLiteralsSay(string text, string expected)
    {
        using var json = NestedJson.Read(text)!;

        Assert.False(json.IsDocument);
        Assert.Null(json.Ambiguity);
        Assert.Equal(
            expected,
            string.Join(',', Enumerable.Range(0, json.Map.Count).Where(row => json.Map.Row(row).IsEscaped).Select(row => json.Map[row].Text())));
    }

    [Fact]
    public void Read_TooDeep_TellsWhy()
    {
        using var json = NestedJson.Read(new string('[', 200) + new string(']', 200))!;

        Assert.Equal("more depth or values than are read", json.Ambiguity);
    }

    [Fact]
    public void Read_ScriptOfAToolThatTakesText_KeepsItsEscapes() => Assert.Null(NestedJson.Read("print(\"a\\u0041\")", isFree: true));
}
