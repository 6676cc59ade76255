using System.Buffers;
using System.Text;
using System.Text.Json;
using Sallyport.Gateway.Anthropic;
using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Json;
using Sallyport.Gateway.OpenAi;
using Sallyport.Gateway.Streaming;
using Sallyport.Pipeline;
using Xunit;

namespace Sallyport.Gateway.Tests.Dialects;

/// <summary>What a client gets of a stream that is cut or breaks off, at every event of every golden stream.</summary>
public sealed class CutStreamTests
{
    private static readonly Refusal s_refusal =
        new(RefusalKind.AnswerBlocked, "The answer was blocked.", ExchangeId.Parse("ex_0123456789abcdef"));

    [Fact]
    public void WriteCut_ChatAtAnyEvent_FinishesEveryChoiceOnce()
    {
        foreach (var events in EveryCut("chat/tools.sse"))
        {
            Assert.Equal("[DONE]", events[^1].Data);
            var finished = events.SelectMany(Choices).Where(choice => choice.GetProperty("finish_reason").ValueKind is JsonValueKind.String)
                .Select(choice => choice.GetProperty("index").GetInt32()).ToList();
            Assert.Equal(finished.Distinct(), finished);
            Assert.Contains(0, finished);
        }
    }

    [Fact]
    public void WriteCut_MessagesAtAnyEvent_ClosesBlocksAndStopsOnce()
    {
        foreach (var events in EveryCut("messages/tools.sse"))
        {
            var types = events.Where(e => e.Name is not "ping").Select(e => e.Name).ToList();
            Assert.Equal("message_start", types[0]);
            Assert.Equal("message_stop", types[^1]);
            Assert.Equal("message_delta", types[^2]);
            Assert.Single(types, "message_stop");
            Assert.Single(types, "message_delta");
            Assert.Equal(types.Count(type => type is "content_block_start"), types.Count(type => type is "content_block_stop"));
        }
    }

    [Fact]
    public void WriteCut_Messages_TellsARefusalWithTheExchange()
    {
        var events = CutAfter("messages/tools.sse", 9);

        var delta = JsonDocument.Parse(events[^2].Data).RootElement.GetProperty("delta");

        Assert.Equal("refusal", delta.GetProperty("stop_reason").GetString());
        Assert.Contains("ex_0123456789abcdef", delta.GetProperty("stop_details").GetProperty("explanation").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void WriteCut_ResponsesAtAnyEvent_EndsOnceInOrder()
    {
        foreach (var events in EveryCut("responses/items.sse"))
        {
            var last = JsonDocument.Parse(events[^1].Data).RootElement;
            var numbers = events.Select(e => JsonDocument.Parse(e.Data).RootElement.GetProperty("sequence_number").GetInt64()).ToList();
            Assert.Equal(Enumerable.Range(0, events.Count).Select(i => (long)i), numbers);
            Assert.True(events[^1].Name is "response.incomplete" or "response.completed");
            Assert.Single(events, e => e.Name is "response.incomplete" or "response.completed");
            Assert.Equal("response.created", events[0].Name);
            Assert.Equal(JsonValueKind.Array, last.GetProperty("response").GetProperty("output").ValueKind);
        }
    }

    [Fact]
    public void WriteCut_ResponsesInsideAText_RepeatsWhatWasReleased()
    {
        var events = CutAfter("responses/items.sse", 12);

        Assert.Equal(
            ["response.output_text.done", "response.content_part.done", "response.output_item.done", "response.incomplete"],
            events.Skip(12).Select(e => e.Name));
        var response = JsonDocument.Parse(events[^1].Data).RootElement.GetProperty("response");
        Assert.Equal("content_filter", response.GetProperty("incomplete_details").GetProperty("reason").GetString());
        Assert.Equal("Look at the lamp.", response.GetProperty("output")[0].GetProperty("summary")[0].GetProperty("text").GetString());
        Assert.Equal("Write to ", response.GetProperty("output")[1].GetProperty("content")[0].GetProperty("text").GetString());
        Assert.DoesNotContain("ida@", string.Concat(events.Select(e => e.Data)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("chat/tools.sse")]
    [InlineData("messages/tools.sse")]
    [InlineData("responses/items.sse")]
    public void WriteFailure_MidStream_IsAnErrorAndNoEnd(string name)
    {
        using var stream = GoldenFiles.DialectOf(name).OpenStream();
        var written = new ArrayBufferWriter<byte>();

        stream.WriteFailure(written, new Refusal(RefusalKind.UpstreamFailed, "The upstream broke off.", ExchangeId.Parse("ex_0123456789abcdef")));

        var only = Assert.Single(Events(written.WrittenSpan.ToArray()));
        Assert.Contains("The upstream broke off. (exchange ex_0123456789abcdef)", only.Data, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", only.Data, StringComparison.Ordinal);
        using var again = GoldenFiles.DialectOf(name).OpenStream();
        using var reading = new EventReading();
        using var splitter = new SseSplitter();
        splitter.Append(written.WrittenSpan);
        Assert.True(splitter.TryRead(out var frame));
        again.Read(frame, reading);
        Assert.Equal(EventKind.Error, reading.Kind);
    }

    [Theory]
    [InlineData("chat/choices.answer.json", "\"finish_reason\": \"content_filter\"", "call_a")]
    [InlineData("messages/tools.answer.json", "\"stop_reason\": \"refusal\"", "toolu_01C")]
    [InlineData("responses/items.answer.json", "\"incomplete_details\": {\"reason\":\"content_filter\"}", "fc_02")]
    public void MarkBlocked_WholeAnswer_SaysSoAndHasNoCalls(string name, string expected, string call)
    {
        var body = GoldenFiles.Read(name);
        var dialect = GoldenFiles.DialectOf(name);
        using var answer = dialect.ReadAnswer(body);
        var edits = new ByteEdits();

        dialect.MarkBlocked(answer, null, edits);
        dialect.AddNotice(answer, s_refusal, edits);

        var written = new ArrayBufferWriter<byte>();
        edits.Apply(body, written);
        var text = Encoding.UTF8.GetString(written.WrittenSpan);
        using var parsed = JsonDocument.Parse(text);
        Assert.Contains(expected, text, StringComparison.Ordinal);
        Assert.Contains("ex_0123456789abcdef", text, StringComparison.Ordinal);
        Assert.DoesNotContain(call, text, StringComparison.Ordinal);
    }

    [Fact]
    public void WriteError_EachKind_IsJsonWithItsStatus()
    {
        Dialect[] dialects = [new ChatCompletionsDialect(), new MessagesDialect(), new ResponsesDialect(), new EmbeddingsDialect()];
        foreach (var dialect in dialects)
        {
            foreach (var kind in Enum.GetValues<RefusalKind>())
            {
                var written = new ArrayBufferWriter<byte>();
                dialect.WriteError(written, s_refusal with { Kind = kind, Pointer = "/messages/0" });

                var error = JsonDocument.Parse(written.WrittenMemory).RootElement.GetProperty("error");
                Assert.Contains("(exchange ex_0123456789abcdef)", error.GetProperty("message").GetString(), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void WriteError_BlockedPrompt_HasTheCodeThatClientsKnow()
    {
        var written = new ArrayBufferWriter<byte>();
        var dialect = new ChatCompletionsDialect();

        dialect.WriteError(written, s_refusal with { Kind = RefusalKind.PromptBlocked });
        Assert.Equal("content_filter", JsonDocument.Parse(written.WrittenMemory).RootElement.GetProperty("error").GetProperty("code").GetString());
    }

    private static IEnumerable<JsonElement> Choices((string Name, string Data) e) =>
        e.Data.StartsWith('{') ? JsonDocument.Parse(e.Data).RootElement.GetProperty("choices").EnumerateArray() : [];

    private static IEnumerable<List<(string Name, string Data)>> EveryCut(string name)
    {
        var total = Events(GoldenFiles.Read(name)).Count;
        for (var sent = 0; sent <= total; sent++)
        {
            yield return CutAfter(name, sent);
        }
    }

    // Reads one event further than it sends, as a guard does that holds one back.
    private static List<(string Name, string Data)> CutAfter(string name, int sent)
    {
        using var splitter = new SseSplitter();
        using var stream = GoldenFiles.DialectOf(name).OpenStream();
        using var reading = new EventReading();
        var texts = new Dictionary<ChannelId, string>();
        var written = new ArrayBufferWriter<byte>();
        splitter.Append(GoldenFiles.Read(name));
        var index = 0;
        while (splitter.TryRead(out var frame) && index <= sent)
        {
            stream.Read(frame, reading);
            if (frame.HasData && index++ == sent)
            {
                break;
            }

            foreach (var slot in reading.Content.Slots.Where(slot => slot.Kind is SlotKind.Delta or SlotKind.Text))
            {
                texts[slot.Channel] = texts.GetValueOrDefault(slot.Channel, "") + JsonText.Decode(slot.Bytes.In(frame.Data.Span));
            }

            written.Write(frame.Raw.Span);
            stream.Sent();
        }

        stream.WriteCut(written, s_refusal, new ReleasedAnswer(channel => texts.GetValueOrDefault(channel, "").AsMemory(), word => word));
        return Events(written.WrittenSpan.ToArray());
    }

    private static List<(string Name, string Data)> Events(byte[] stream)
    {
        using var splitter = new SseSplitter();
        var events = new List<(string Name, string Data)>();
        splitter.Append(stream);
        while (splitter.TryRead(out var frame))
        {
            if (frame.HasData)
            {
                events.Add((Encoding.UTF8.GetString(frame.Name.Span), Encoding.UTF8.GetString(frame.Data.Span)));
            }
        }

        Assert.Equal(0, splitter.Pending);
        return events;
    }
}
