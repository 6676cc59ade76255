using System.Buffers;
using Sallyport.Gateway.Json;
using Sallyport.Gateway.Streaming;
using Xunit;

namespace Sallyport.Gateway.Tests.Dialects;

public sealed class ByteIdentityTests
{
    public static TheoryData<string> Requests() => GoldenFiles.Named("*.request.json");

    public static TheoryData<string> Streams() => GoldenFiles.Named("*.sse");

    [Theory]
    [MemberData(nameof(Requests))]
    public void Write_NoEdits_GivesTheBytesThatCame(string name)
    {
        var body = GoldenFiles.Read(name);
        using var reading = GoldenFiles.DialectOf(name).ReadRequest(body);

        var written = new ArrayBufferWriter<byte>();
        reading.Write(written, new Dictionary<int, string>(), []);

        Assert.True(written.WrittenSpan.SequenceEqual(body));
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public void Write_OneSegmentReplaced_ChangesThatSegmentOnly(string name)
    {
        var body = GoldenFiles.Read(name);
        using var reading = GoldenFiles.DialectOf(name).ReadRequest(body);
        for (var i = 0; i < reading.Segments.Count; i++)
        {
            if (!reading.Slots[i].IsEditable)
            {
                continue;
            }

            var written = new ArrayBufferWriter<byte>();
            reading.Write(written, new Dictionary<int, string> { [i] = "\"new\" \\ text\n\u00e4 \ud83d\ude00" }, []);

            using var again = GoldenFiles.DialectOf(name).ReadRequest(written.WrittenMemory);
            var old = reading.Segments.Select((segment, at) => at == i ? "\"new\" \\ text\n\u00e4 \ud83d\ude00" : segment.Text.ToString());
            Assert.Equal(old, again.Segments.Select(segment => segment.Text.ToString()));
        }
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Frames_NoEdits_GiveTheBytesThatCame(string name)
    {
        var stream = GoldenFiles.Read(name);
        var written = new ArrayBufferWriter<byte>();
        using var splitter = new SseSplitter();
        splitter.Append(stream);
        splitter.Complete();
        var none = new ByteEdits();

        while (splitter.TryRead(out var frame))
        {
            frame.Write(written, none);
        }

        Assert.Equal(stream.Length, written.WrittenCount + splitter.Pending);
        Assert.True(stream.AsSpan().StartsWith(written.WrittenSpan));
    }
}
