using System.Text;
using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Json;
using Sallyport.Gateway.Streaming;
using Xunit;

namespace Sallyport.Gateway.Tests.Dialects;

/// <summary>
/// Invariant 3, at the reader: wherever a string is put into a wire file, in a field that nobody knows, it is a text to be inspected. And
/// whichever of its strings is another, that one is read as well, ids and types included, or refused, or counted as what no detector reads. So is one
/// that stands where the protocol has an object, a list or a number, by itself or in a list or an object of its own.
/// </summary>
public sealed class InjectedFieldTests
{
    private const string Injected = "an injected text";
    private const string Word = "injected-word";

    private static readonly string[] Shapes = [$"\"{Word}\"", $"[\"{Word}\"]", $"{{\"0\":\"{Word}\"}}"];

    public static TheoryData<string> Requests() => GoldenFiles.Named("*.request.json");

    public static TheoryData<string> Answers() => GoldenFiles.Named("*.answer.json");

    public static TheoryData<string> Streams() => GoldenFiles.Named("*.sse");

    [Theory]
    [MemberData(nameof(Requests))]
    public void ReadRequest_FieldInAnyObject_IsASegment(string name)
    {
        Assert.All(Variants(GoldenFiles.Read(name)), body =>
        {
            using var reading = GoldenFiles.DialectOf(name).ReadRequest(body.Bytes);
            Assert.True(reading.Segments.Any(segment => segment.Text.Span.Contains(Injected, StringComparison.Ordinal)), body.Path);
        });
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public void ReadRequest_AnyValueAnother_IsReadOrRefused(string name)
    {
        Assert.All(Replaced(GoldenFiles.Read(name)), body =>
        {
            using var reading = GoldenFiles.DialectOf(name).ReadRequest(body.Bytes);
            var isRead = reading.Segments.Any(segment => segment.Text.Span.Contains(Word, StringComparison.Ordinal));
            var isOpaque = reading.Slots.Exists(slot => slot is { Kind: SlotKind.Opaque, Nested: < 0 } && IsIt(slot.Bytes, body.Bytes));
            Assert.True(isRead || isOpaque || reading.Refusal is not null, body.Path);
        });
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public void ReadAnswer_AnyValueAnother_IsRead(string name)
    {
        Assert.All(Replaced(GoldenFiles.Read(name)), body =>
        {
            using var reading = GoldenFiles.DialectOf(name).ReadAnswer(body.Bytes);
            Assert.True(reading.Fault is not null || IsRead(reading.Content, body.Bytes), body.Path);
        });
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void ReadEvent_AnyValueAnother_IsRead(string name)
    {
        using var splitter = new SseSplitter();
        splitter.Append(GoldenFiles.Read(name));
        while (splitter.TryRead(out var frame))
        {
            var data = frame.Data.ToArray();
            if (data.Length > 0 && data[0] == '{')
            {
                var original = frame;
                Assert.All(Replaced(data), variant => InPlace(name, original, variant.Bytes, reading =>
                    Assert.True(reading.Kind is EventKind.Malformed || IsRead(reading.Content, variant.Bytes), variant.Path)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public void ReadAnswer_FieldInAnyObject_IsASlot(string name)
    {
        Assert.All(Variants(GoldenFiles.Read(name)), body =>
        {
            using var reading = GoldenFiles.DialectOf(name).ReadAnswer(body.Bytes);
            Assert.True(IsCovered(reading.Content, body.Bytes), body.Path);
        });
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void ReadEvent_FieldInAnyObject_IsASlot(string name)
    {
        using var splitter = new SseSplitter();
        using var stream = GoldenFiles.DialectOf(name).OpenStream();
        using var reading = new EventReading();
        splitter.Append(GoldenFiles.Read(name));
        while (splitter.TryRead(out var frame))
        {
            var data = frame.Data.ToArray();
            if (data.Length > 0 && data[0] == '{')
            {
                var original = frame;
                Assert.All(Variants(data), variant => InPlace(name, original, variant.Bytes, reading =>
                    Assert.True(reading.Kind is EventKind.Malformed || IsCovered(reading.Content, variant.Bytes), variant.Path)));
            }
        }
    }

    // A variant is read where it stands in its stream, so that the events before it have been seen.
    private static void InPlace(string name, SseFrame original, byte[] variant, Action<EventReading> assert)
    {
        using var splitter = new SseSplitter();
        using var stream = GoldenFiles.DialectOf(name).OpenStream();
        using var reading = new EventReading();
        splitter.Append(GoldenFiles.Read(name));
        while (splitter.TryRead(out var frame))
        {
            if (!frame.Data.Span.SequenceEqual(original.Data.Span))
            {
                stream.Read(frame, reading);
                continue;
            }

            stream.Read(frame with { Data = variant, DataStart = -1 }, reading);
            assert(reading);
            return;
        }
    }

    // Token probabilities tell a channel's text once more: they go where a guard enforces, and pass where it doesn't.
    private static bool IsCovered(AnswerContent content, byte[] document) =>
        content.Slots.Exists(slot => HoldsIt(slot.Bytes, document))
        || content.Bypasses.Exists(bypass => HoldsIt(bypass.Edit.Range, document));

    private static bool IsRead(AnswerContent content, byte[] document) =>
        content.Slots.Exists(slot => HoldsWord(slot.Bytes, document))
        || content.Words.Exists(word => HoldsWord(word.Bytes, document))
        || content.Bypasses.Exists(bypass => HoldsWord(bypass.Edit.Range, document))
        || content.Uninspectable.Exists(part => IsIt(part.Bytes, document));

    private static bool HoldsWord(ByteRange range, byte[] document) =>
        Encoding.UTF8.GetString(range.In(document)).Contains(Word, StringComparison.Ordinal);

    private static bool IsIt(ByteRange range, byte[] document) => Encoding.UTF8.GetString(range.In(document)) == $"\"{Word}\"";

    private static List<(string Path, byte[] Bytes)> Replaced(byte[] document)
    {
        using var map = new JsonMap();
        Assert.True(map.TryRead(document, JsonLimits.Answer, out _));
        var variants = new List<(string Path, byte[] Bytes)>();
        for (var row = 1; row < map.Count; row++)
        {
            foreach (var shape in map[row].Kind is JsonKind.Name ? [] : map[row].IsString ? Shapes[..1] : Shapes)
            {
                variants.Add(($"{JsonPointer.Of(map[row])} {shape}", [.. document.AsSpan(0, map[row].Range.Start), .. Encoding.UTF8.GetBytes(shape), .. document.AsSpan(map[row].Range.End)]));
            }
        }

        return variants;
    }

    private static bool HoldsIt(ByteRange range, byte[] document) =>
        Encoding.UTF8.GetString(range.In(document)).Contains(Injected, StringComparison.Ordinal);

    private static List<(string Path, byte[] Bytes)> Variants(byte[] document)
    {
        using var map = new JsonMap();
        Assert.True(map.TryRead(document, JsonLimits.Answer, out _));
        var variants = new List<(string Path, byte[] Bytes)>();
        for (var row = 0; row < map.Count; row++)
        {
            var node = map[row];
            if (node.IsObject)
            {
                var comma = node.Count > 0 ? "," : "";
                variants.Add((JsonPointer.Of(node), Inserted(document, node.Range.End - 1, $"{comma}\"x_new\":[{{\"y\":\"{Injected}\"}}]")));
                variants.Add((JsonPointer.Of(node), Inserted(document, node.Range.End - 1, $"{comma}\"{Injected}\":1")));
            }
        }

        return variants;
    }

    private static byte[] Inserted(byte[] document, int at, string text) =>
        [.. document.AsSpan(0, at), .. Encoding.UTF8.GetBytes(text), .. document.AsSpan(at)];
}
