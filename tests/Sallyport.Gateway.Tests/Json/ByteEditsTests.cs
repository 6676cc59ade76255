using System.Buffers;
using System.Text;
using Sallyport.Gateway.Json;
using Xunit;

namespace Sallyport.Gateway.Tests.Json;

public sealed class ByteEditsTests
{
    [Fact]
    public void Apply_EditsInAnyOrder_LeavesTheRestAsItCame()
    {
        var edits = new ByteEdits();
        edits.Replace(new ByteRange(8, 9), "Z"u8.ToArray());
        edits.Replace(new ByteRange(2, 4), "long"u8.ToArray());
        edits.Replace(new ByteRange(5, 5), "+"u8.ToArray());

        Assert.Equal("01long4+567Z9", Apply(edits, "0123456789"));
    }

    [Fact]
    public void Apply_EditInsideALargerOne_YieldsToIt()
    {
        var edits = new ByteEdits();
        edits.Replace(new ByteRange(3, 5), "inner"u8.ToArray());
        edits.Remove(new ByteRange(2, 8));

        Assert.Equal("0189", Apply(edits, "0123456789"));
    }

    [Theory]
    [InlineData("[1, 2, 3, 4]", 0b0001)]
    [InlineData("[1, 2, 3, 4]", 0b0110)]
    [InlineData("[1, 2, 3, 4]", 0b1000)]
    [InlineData("[1, 2, 3, 4]", 0b1001)]
    [InlineData("[1, 2, 3, 4]", 0b1111)]
    [InlineData("[1, 2, 3, 4]", 0b0000)]
    [InlineData("{\"a\" : 1 , \"b\":2,\"c\":3}", 0b001)]
    [InlineData("{\"a\" : 1 , \"b\":2,\"c\":3}", 0b011)]
    [InlineData("{\"a\" : 1 , \"b\":2,\"c\":3}", 0b110)]
    [InlineData("{\"a\" : 1 , \"b\":2,\"c\":3}", 0b111)]
    public void RemoveChildren_AnyOfThem_LeavesJson(string json, int removed)
    {
        using var map = new JsonMap();
        map.TryRead(Encoding.UTF8.GetBytes(json), JsonLimits.Request, out _);
        var edits = new ByteEdits();
        var index = 0;

        edits.RemoveChildren(map.Root, _ => (removed >> index++ & 1) == 1);

        using var left = new JsonMap();
        Assert.True(left.TryRead(Encoding.UTF8.GetBytes(Apply(edits, json)), JsonLimits.Request, out _), Apply(edits, json));
        Assert.Equal(map.Root.Count - int.PopCount(removed), left.Root.Count);
    }

    private static string Apply(ByteEdits edits, string document)
    {
        var written = new ArrayBufferWriter<byte>();
        edits.Apply(Encoding.UTF8.GetBytes(document), written);
        return Encoding.UTF8.GetString(written.WrittenSpan);
    }
}
