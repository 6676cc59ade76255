using System.Text;
using System.Text.Json;
using CsCheck;
using Sallyport.Gateway.Json;
using Xunit;

namespace Sallyport.Gateway.Tests.Json;

public sealed class JsonMapTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData(" {\"a\" : [1, -2.5e+7, 0, true, false, null, \"x\\u00e9\\n\"], \"b\":{\"c\":{}}} ")]
    [InlineData("\"\\ud83d\\ude00\"")]
    [InlineData("0.1E-9")]
    public void TryRead_Json_IsMapped(string json)
    {
        using var map = new JsonMap();

        Assert.True(map.TryRead(Encoding.UTF8.GetBytes(json), JsonLimits.Request, out _));
        Assert.Equal(json.Trim(), Encoding.UTF8.GetString(map.Root.Bytes));
    }

    [Theory]
    [InlineData("", JsonFaultKind.Empty)]
    [InlineData(" \n", JsonFaultKind.Empty)]
    [InlineData("\uFEFF{}", JsonFaultKind.ByteOrderMark)]
    [InlineData("{} {}", JsonFaultKind.TrailingData)]
    [InlineData("{}\0", JsonFaultKind.TrailingData)]
    [InlineData("{\"a\":1", JsonFaultKind.Truncated)]
    [InlineData("{\"a", JsonFaultKind.Truncated)]
    [InlineData("[1,", JsonFaultKind.Truncated)]
    [InlineData("\"\\u12", JsonFaultKind.Truncated)]
    [InlineData("[1,]", JsonFaultKind.Syntax)]
    [InlineData("{\"a\":1,}", JsonFaultKind.Syntax)]
    [InlineData("{a:1}", JsonFaultKind.Syntax)]
    [InlineData("{'a':1}", JsonFaultKind.Syntax)]
    [InlineData("[1}", JsonFaultKind.Syntax)]
    [InlineData("// no\n{}", JsonFaultKind.Syntax)]
    [InlineData("[NaN]", JsonFaultKind.Syntax)]
    [InlineData("[Infinity]", JsonFaultKind.Syntax)]
    [InlineData("[nul]", JsonFaultKind.Syntax)]
    [InlineData("[01]", JsonFaultKind.Number)]
    [InlineData("[-]", JsonFaultKind.Number)]
    [InlineData("[1.]", JsonFaultKind.Number)]
    [InlineData("[1e]", JsonFaultKind.Number)]
    [InlineData("[+1]", JsonFaultKind.Syntax)]
    [InlineData("[0x10]", JsonFaultKind.Syntax)]
    [InlineData("\"a\nb\"", JsonFaultKind.Escape)]
    [InlineData("\"\\x41\"", JsonFaultKind.Escape)]
    [InlineData("\"\\u12g4\"", JsonFaultKind.Escape)]
    [InlineData("{\"a\":1,\"a\":2}", JsonFaultKind.DuplicateName)]
    [InlineData("{\"a\":1,\"\\u0061\":2}", JsonFaultKind.DuplicateName)]
    [InlineData("[{\"x\":{\"role\":1,\"b\":2,\"role\":3}}]", JsonFaultKind.DuplicateName)]
    [InlineData("{\"\":1,\"\":2}", JsonFaultKind.DuplicateName)]
    [InlineData("\"\\ud83d\"", JsonFaultKind.LoneSurrogate)]
    [InlineData("\"\\ude00\\ud83d\"", JsonFaultKind.LoneSurrogate)]
    [InlineData("{\"\\ud83dx\":1}", JsonFaultKind.LoneSurrogate)]
    public void TryRead_AmbiguousOrBroken_IsRefusedWithItsReason(string json, object kind)
    {
        using var map = new JsonMap();

        var isRead = map.TryRead(Encoding.UTF8.GetBytes(json), JsonLimits.Request, out var fault);

        Assert.False(isRead);
        Assert.Equal((JsonFaultKind)kind, fault.Kind);
    }

    [Theory]
    [InlineData(new byte[] { 0x22, 0xC3, 0x28, 0x22 }, 1)]
    [InlineData(new byte[] { 0x22, 0x61, 0xED, 0xA0, 0x80, 0x22 }, 2)]
    [InlineData(new byte[] { 0x22, 0xC0, 0x80, 0x22 }, 1)]
    public void TryRead_InvalidUtf8_IsRefusedWhereItIs(byte[] json, int offset)
    {
        using var map = new JsonMap();

        Assert.False(map.TryRead(json, JsonLimits.Answer, out var fault));
        Assert.Equal(new JsonFault(JsonFaultKind.InvalidUtf8, offset), fault);
    }

    [Fact]
    public void TryRead_HalfPairInAnAnswer_IsKeptAsItsCodeUnit()
    {
        using var map = new JsonMap();

        Assert.True(map.TryRead(Encoding.UTF8.GetBytes("\"a\\ud83d\""), JsonLimits.Answer, out _));
        Assert.Equal("a\ud83d", map.Root.Text());
    }

    [Fact]
    public void TryRead_NestedTenThousandDeep_IsRefusedAtTheLimit()
    {
        using var map = new JsonMap();
        var json = Encoding.UTF8.GetBytes(new string('[', 10_000) + new string(']', 10_000));

        Assert.False(map.TryRead(json, JsonLimits.Request, out var fault));
        Assert.Equal(new JsonFault(JsonFaultKind.TooDeep, 128), fault);
    }

    [Fact]
    public void TryRead_TooManyNodes_IsRefused()
    {
        using var map = new JsonMap();
        var json = Encoding.UTF8.GetBytes("[" + string.Join(',', Enumerable.Repeat("1", 1000)) + "]");

        Assert.False(map.TryRead(json, JsonLimits.Request with { MaxNodes = 500 }, out var fault));
        Assert.Equal(JsonFaultKind.TooManyNodes, fault.Kind);
    }

    [Fact]
    public void TryRead_ManyNamesWithOneTwice_FindsIt()
    {
        using var map = new JsonMap();
        var names = Enumerable.Range(0, 5000).Select(i => $"\"k{i}\":0").Append("\"\\u006b77\":1");

        Assert.False(map.TryRead(Encoding.UTF8.GetBytes("{" + string.Join(',', names) + "}"), JsonLimits.Request, out var fault));
        Assert.Equal(JsonFaultKind.DuplicateName, fault.Kind);
        Assert.Equal("/k77", map.PointerAt(fault.Offset));
    }

    [Fact]
    public void TryRead_HostileThirtyTwoMegabytes_IsRead()
    {
        // Work that is not linear would not come back from this.
        using var map = new JsonMap();
        var escapes = Encoding.UTF8.GetBytes("[\"" + string.Concat(Enumerable.Repeat("\\u0041", 5_000_000)) + "\"]");
        var names = Encoding.UTF8.GetBytes("{" + string.Join(',', Enumerable.Range(0, 400_000).Select(i => $"\"\\u0061{i}\":{{}}")) + "}");

        var areRead = map.TryRead(escapes, JsonLimits.Request, out _) && map.TryRead(names, JsonLimits.Request, out _);

        Assert.True(areRead);
    }

    [Fact]
    public void Node_Navigation_FollowsTheDocument()
    {
        using var map = new JsonMap();
        map.TryRead("{\"a\":[{\"b~/c\":\"x\"},2],\"\\u0064\":null}"u8.ToArray(), JsonLimits.Request, out _);

        var items = map.Root["a"u8].Items;
        Assert.True(items.MoveNext());
        var inner = items.Current["b~/c"u8];

        Assert.Equal("x", inner.Text());
        Assert.Equal("/a/0/b~0~1c", JsonPointer.Of(inner));
        Assert.Equal(2, map.Root["a"u8].Count);
        Assert.True(map.Root["d"u8].IsNothing);
        Assert.Equal(JsonKind.None, map.Root["none"u8]["deeper"u8].Kind);
    }

    [Fact]
    public void TryRead_AnyTextAndTree_AgreesWithTheFrameworksReader()
    {
        var tree = Gen.Recursive<string>((depth, inner) => depth > 3
            ? Gen.String.Select(text => JsonSerializer.Serialize(text))
            : Gen.OneOf(
                Gen.String.Select(text => JsonSerializer.Serialize(text)),
                Gen.Double.Where(double.IsFinite).Select(number => JsonSerializer.Serialize(number)),
                inner.Array[0, 4].Select(items => "[" + string.Join(" , ", items) + "]"),
                inner.Array[0, 4].Select(items => "{" + string.Join(",", items.Select((item, i) => $"\"n{i}\\t\":{item}")) + "}")));

        tree.Sample(json =>
        {
            using var map = new JsonMap();
            using var expected = JsonDocument.Parse(json);
            Assert.True(map.TryRead(Encoding.UTF8.GetBytes(json), JsonLimits.Request, out _));
            AssertSame(expected.RootElement, map.Root);
        }, iter: 2000);
    }

    private static void AssertSame(JsonElement expected, JsonNode actual)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.String:
                Assert.Equal(expected.GetString(), actual.Text());
                break;
            case JsonValueKind.Number:
                Assert.Equal(expected.GetRawText(), Encoding.UTF8.GetString(actual.Bytes));
                break;
            case JsonValueKind.Array:
                var items = actual.Items;
                foreach (var item in expected.EnumerateArray())
                {
                    Assert.True(items.MoveNext());
                    AssertSame(item, items.Current);
                }

                Assert.False(items.MoveNext());
                break;
            default:
                var properties = actual.Properties;
                foreach (var property in expected.EnumerateObject())
                {
                    Assert.True(properties.MoveNext());
                    Assert.Equal(property.Name, properties.Current.Name.Text());
                    AssertSame(property.Value, properties.Current.Value);
                }

                Assert.False(properties.MoveNext());
                break;
        }
    }
}
