using Sallyport.Gateway.Json;
using Xunit;

namespace Sallyport.Gateway.Tests.Json;

public sealed class NestedJsonTests
{
    // Attribute arguments can't hold half pairs.
    [Fact]
    public void Read_NotOneDocument_IsNoJson()
    {
        string[] texts = ["not json", "\"a string\"", "{\"a\":1,\"a\":2}", "{\"a\":1} and more", "\ud83d{}", "{\ud83d}", ""];

        Assert.All(texts, text => Assert.Null(NestedJson.Read(text)));
    }

    [Fact]
    public void Read_HalfPairInAString_IsKept()
    {
        using var raw = NestedJson.Read("{\"a\":\"\ud83d\"}");
        using var escaped = NestedJson.Read("{\"a\":\"\\ud83d\"}");

        Assert.Equal("\ud83d", raw!.Map.Root["a"u8].Text());
        Assert.Equal("\ud83d", escaped!.Map.Root["a"u8].Text());
    }
}
