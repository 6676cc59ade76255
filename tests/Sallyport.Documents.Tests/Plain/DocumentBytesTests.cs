using System.Text;
using Sallyport.Documents.Plain;
using Sallyport.TestKit.Documents;
using Xunit;

namespace Sallyport.Documents.Tests.Plain;

public sealed class DocumentBytesTests
{
    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void Decode_MarkedText_IsRead(string charset)
    {
        var encoding = Encoding.GetEncoding(charset);

        Assert.Equal("a\né", PlainText.Decode([.. encoding.GetPreamble(), .. encoding.GetBytes("a\r\né")]));
    }

    [Theory]
    [InlineData(new byte[] { 0x61, 0xE9 }, "NotUnicode")]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 }, "NotUnicode")]
    [InlineData(new byte[] { 0xC0, 0x80 }, "NotUnicode")]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x00, 0xD8, 0x61, 0x00 }, "NotUnicode")]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x61 }, "NotUnicode")]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x00, 0x00, 0x61, 0x00, 0x00, 0x00 }, "Binary")]
    [InlineData(new byte[] { 0x61, 0x00 }, "Binary")]
    public void Decode_OtherBytes_AreRefused(byte[] bytes, string fault) =>
        Assert.Equal(fault, Parsed.FaultOf(() => Parsed.Text(PlainText.Decode(bytes))));

    [Fact]
    public async Task Read_Zeros_EndsWithTheFirst()
    {
        using var zeros = new RepeatedStream(0, 200 << 20);

        var fault = await Assert.ThrowsAsync<DocumentFaultException>(() => DocumentBytes.ReadAsync(default, zeros, DocumentLimits.PlainBytes, isText: true, default).AsTask());

        Assert.Equal(DocumentFault.Binary, fault.Fault);
        Assert.InRange(zeros.Position, 1, 1 << 20);
    }

    [Fact]
    public async Task Read_TooMuch_EndsAtTheBound()
    {
        using var letters = new RepeatedStream((byte)'x', 1L << 30);

        var fault = await Assert.ThrowsAsync<DocumentFaultException>(() => DocumentBytes.ReadAsync("head"u8.ToArray(), letters, DocumentLimits.PlainBytes, isText: true, default).AsTask());

        Assert.Equal(DocumentFault.TooLarge, fault.Fault);
        Assert.InRange(letters.Position, DocumentLimits.PlainBytes - 4, DocumentLimits.PlainBytes + (1 << 20));
    }
}
