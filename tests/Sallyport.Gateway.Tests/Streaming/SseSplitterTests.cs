using System.Buffers;
using System.Text;
using CsCheck;
using Sallyport.Gateway.Json;
using Sallyport.Gateway.Streaming;
using Xunit;

namespace Sallyport.Gateway.Tests.Streaming;

public sealed class SseSplitterTests
{
    [Theory]
    [InlineData("data: a\n\n", "|a")]
    [InlineData("event: x\r\ndata:a\r\n\r\n", "x|a")]
    [InlineData("data: a\rdata: b\r\r", "|a\nb")]
    [InlineData("data\n\n", "|")]
    [InlineData("data:\ndata:  b\n\n", "|\n b")]
    [InlineData(": keep-alive\n\n", "|-")]
    [InlineData("event: ping\n\n", "ping|-")]
    [InlineData("id: 7\nretry: 10\nevent: a\nevent: b\ndata: x\n\n", "b|x")]
    [InlineData("\n", "|-")]
    public void TryRead_OneEvent_GivesItsNameAndData(string stream, string expected)
    {
        Assert.Equal([expected], Frames(Encoding.UTF8.GetBytes(stream), []).Select(frame => frame.Shown));
    }

    [Theory]
    [InlineData("response.output_text.delta", true)]
    [InlineData("content_block_delta", true)]
    [InlineData("ghp_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8", false)]
    [InlineData("AKIAQWERTYUIOPASDFGH", false)]
    [InlineData("5555555555554444", false)]
    public void TryRead_EventName_IsTextUnlessItIsAProtocolsWord(string name, bool isWord)
    {
        using var splitter = new SseSplitter();
        splitter.Append(Encoding.UTF8.GetBytes($"event: {name}\ndata: x\n\n"));

        Assert.True(splitter.TryRead(out var frame));

        Assert.Equal(isWord, frame.OtherBytes == 0);
    }

    [Fact]
    public void TryRead_AnyCutting_GivesTheSameFramesAndEveryByte()
    {
        string[] pieces = ["data: x", "data:", "data", "event: e", ": c", "id: 1", "é", "\n", "\r", "\r\n", "\n\n", "\r\r", "\r\n\r\n", " ", "\uFEFF", ":"];
        var piece = Gen.Int[0, pieces.Length - 1].Select(i => pieces[i]);
        var gen = Gen.Select(piece.Array[0, 30].Select(string.Concat), Gen.Int[0, 60].Array[0, 12]);
        gen.Sample((text, cuts) =>
        {
            var stream = Encoding.UTF8.GetBytes(text);
            var whole = Frames(stream, []);

            var cut = Frames(stream, cuts);

            Assert.Equal(whole.Select(frame => (frame.Shown, frame.Raw)), cut.Select(frame => (frame.Shown, frame.Raw)));
            var joined = string.Concat(whole.Select(frame => frame.Raw));
            Assert.StartsWith(joined, text, StringComparison.Ordinal);
        }, iter: 20_000);
    }

    [Fact]
    public void TryRead_ByteOrderMark_IsAFaultHoweverItIsCut()
    {
        var stream = Encoding.UTF8.GetBytes("\uFEFFdata: a\n\n");
        using var splitter = new SseSplitter();

        foreach (var one in stream)
        {
            splitter.Append([one]);
            Assert.False(splitter.TryRead(out _));
        }

        Assert.Equal(SseFault.ByteOrderMark, splitter.Fault);
    }

    [Theory]
    [InlineData(" data: b")]
    [InlineData("\uFEFFdata: b")]
    [InlineData("\u00A0data: b")]
    [InlineData("Data: b")]
    [InlineData("data : b")]
    [InlineData(": c\u2028data: b")]
    [InlineData("id: 1\vdata: b")]
    [InlineData("x")]
    public void TryRead_LineOfNoField_IsAFaultBehindTheEventsBeforeIt(string line)
    {
        using var splitter = new SseSplitter();
        splitter.Append(Encoding.UTF8.GetBytes($"data: a\n\n{line}\n\n"));

        Assert.True(splitter.TryRead(out _));
        Assert.False(splitter.TryRead(out _));
        Assert.Equal(SseFault.UnknownField, splitter.Fault);
    }

    [Fact]
    public void TryRead_EndlessLine_IsAFaultAtTheLimit()
    {
        using var splitter = new SseSplitter(maxEvent: 1000);
        var appended = 0;

        while (splitter.Fault is SseFault.None)
        {
            splitter.Append("data: no end "u8);
            appended += 13;
            Assert.False(splitter.TryRead(out _));
        }

        Assert.Equal(SseFault.EventTooLong, splitter.Fault);
        Assert.InRange(appended, 1001, 1013);
    }

    [Fact]
    public void TryRead_EndlessEventOfShortLines_IsAFaultAtTheLimit()
    {
        using var splitter = new SseSplitter(maxEvent: 1000);
        splitter.Append(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("data: x\n", 200))));

        Assert.False(splitter.TryRead(out _));
        Assert.Equal(SseFault.EventTooLong, splitter.Fault);
    }

    [Fact]
    public void Pending_StreamEndsInsideAnEvent_TellsSo()
    {
        using var splitter = new SseSplitter();
        splitter.Append("data: a\n\ndata: b\n"u8);
        splitter.Complete();

        Assert.True(splitter.TryRead(out _));
        Assert.False(splitter.TryRead(out _));
        Assert.Equal(8, splitter.Pending);
    }

    [Theory]
    [InlineData("event: e\r\ndata: {\"a\":1}\r\nid: 3\r\n\r\n", "event: e\r\ndata: {\"a\":2}\r\nid: 3\r\n\r\n")]
    [InlineData("event: e\ndata: {\"a\":\ndata: 1}\n\n", "event: e\ndata: {\"a\":\ndata: 2}\n\n")]
    public void Write_EditedData_KeepsTheRestOfTheEvent(string stream, string expected)
    {
        using var splitter = new SseSplitter();
        splitter.Append(Encoding.UTF8.GetBytes(stream));
        Assert.True(splitter.TryRead(out var frame));
        var held = frame.CopyTo(new byte[frame.CopySize]);
        var edits = new ByteEdits();
        var one = held.Data.Span.IndexOf((byte)'1');
        edits.Replace(new ByteRange(one, one + 1), "2"u8.ToArray());

        var written = new ArrayBufferWriter<byte>();
        held.Write(written, edits);

        Assert.Equal(expected, Encoding.UTF8.GetString(written.WrittenSpan));
    }

    private static List<(string Shown, string Raw)> Frames(byte[] stream, int[] cuts)
    {
        using var splitter = new SseSplitter();
        var frames = new List<(string Shown, string Raw)>();
        var at = 0;
        foreach (var cut in cuts)
        {
            var end = Math.Min(at + cut, stream.Length);
            splitter.Append(stream.AsSpan(at, end - at));
            at = end;
            Drain(splitter, frames);
        }

        splitter.Append(stream.AsSpan(at));
        splitter.Complete();
        Drain(splitter, frames);
        return frames;
    }

    private static void Drain(SseSplitter splitter, List<(string Shown, string Raw)> frames)
    {
        while (splitter.TryRead(out var frame))
        {
            var data = frame.HasData ? Encoding.UTF8.GetString(frame.Data.Span) : "-";
            frames.Add(($"{Encoding.UTF8.GetString(frame.Name.Span)}|{data}", Encoding.UTF8.GetString(frame.Raw.Span)));
        }
    }
}
