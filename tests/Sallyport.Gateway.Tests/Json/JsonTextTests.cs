using System.Buffers;
using System.Text;
using CsCheck;
using Sallyport.Gateway.Json;
using Xunit;

namespace Sallyport.Gateway.Tests.Json;

public sealed class JsonTextTests
{
    [Fact]
    public void WriteString_AnyCodeUnits_ReadBackTheSame()
    {
        Gen.Char['\0', '\uffff'].Array[0, 300].Sample(units =>
        {
            var written = new ArrayBufferWriter<byte>();
            JsonText.WriteString(written, units);

            using var map = new JsonMap();
            Assert.True(map.TryRead(written.WrittenMemory, JsonLimits.Answer, out _));
            Assert.Equal(new string(units), map.Root.Text());
        }, iter: 2000);
    }

    [Theory]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(8191)]
    public void WriteString_PairAcrossAPiece_IsNotTorn(int before)
    {
        var text = new string('x', before) + "\ud83d\ude00" + "y";
        var written = new ArrayBufferWriter<byte>();

        JsonText.WriteString(written, text);

        Assert.Equal($"\"{text}\"", Encoding.UTF8.GetString(written.WrittenSpan));
    }

    [Fact]
    public void WriteString_Utf8_EscapesAsTheCharactersDo()
    {
        var ofBytes = new ArrayBufferWriter<byte>();
        var ofChars = new ArrayBufferWriter<byte>();

        JsonText.WriteString(ofBytes, "a\"\\\n\u0001é"u8);
        JsonText.WriteString(ofChars, "a\"\\\n\u0001é");

        Assert.True(ofBytes.WrittenSpan.SequenceEqual(ofChars.WrittenSpan));
    }
}
