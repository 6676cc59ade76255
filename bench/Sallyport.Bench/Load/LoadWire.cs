using System.Buffers;
using System.Buffers.Text;

namespace Sallyport.Bench.Load;

/// <summary>The bytes of a load's requests and answers in Chat Completions, a function of a text's number: the upstream sends what the client expects.</summary>
internal static class LoadWire
{
    /// <summary>Pieces of text in a streamed answer.</summary>
    public const int StreamPieces = 200;

    /// <summary>Bytes of an answer's text.</summary>
    public const int AnswerLength = 1 << 10;

    /// <summary>The model that answers a stream at a model's speed.</summary>
    public const string PacedModel = "bench-paced";

    private const int ChunkSize = 512;

    /// <summary>Where the first text stands in a streamed answer.</summary>
    public static int FirstTextAt { get; } = FindFirstText();

    /// <summary>Writes the body of a request.</summary>
    public static void WriteRequest(LoadShape shape, int number, IBufferWriter<byte> to)
    {
        to.Write("{\"model\":\""u8);
        to.Write(shape.IsPaced ? "bench-paced"u8 : "bench"u8);
        to.Write(shape.IsStream ? "\",\"stream\":true"u8 : "\""u8);
        to.Write(",\"messages\":[{\"role\":\"system\",\"content\":\"You are a friendly assistant.\"},{\"role\":\"user\",\"content\":\""u8);
        LoadText.Write(number, to.GetSpan(shape.PromptLength)[..shape.PromptLength]);
        to.Advance(shape.PromptLength);
        to.Write("\"}]}"u8);
    }

    /// <summary>The number of a request that came whole and unchanged, or -1.</summary>
    public static int ReadRequest(ReadOnlySpan<byte> body, out bool isStream, out bool isPaced)
    {
        // What stands before the prompt tells the kind; a gateway may add fields behind it.
        var prompt = body.LastIndexOf("\"content\":\""u8);
        var head = body[..Math.Max(prompt, 0)];
        isStream = head.IndexOf("\"stream\":true"u8) >= 0;
        isPaced = head.IndexOf("\"bench-paced\""u8) >= 0;
        if (prompt < 0)
        {
            return -1;
        }

        var text = body[(prompt + "\"content\":\"".Length)..];
        text = text[..Math.Max(text.IndexOf("\"}]"u8), 0)];
        var number = LoadText.NumberOf(text);
        if (number < 0)
        {
            return -1;
        }

        var expected = ArrayPool<byte>.Shared.Rent(text.Length);
        LoadText.Write(number, expected.AsSpan(0, text.Length));
        var isWhole = text.SequenceEqual(expected.AsSpan(0, text.Length));
        ArrayPool<byte>.Shared.Return(expected);
        return isWhole ? number : -1;
    }

    /// <summary>Writes a whole answer.</summary>
    public static void WriteAnswer(int number, IBufferWriter<byte> to)
    {
        to.Write("{\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion\",\"created\":1760000000,\"model\":\"bench\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""u8);
        LoadText.Write(AnswerTo(number), to.GetSpan(AnswerLength)[..AnswerLength]);
        to.Advance(AnswerLength);
        to.Write("\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":256,\"completion_tokens\":256,\"total_tokens\":512}}"u8);
    }

    /// <summary>Writes one event of a streamed answer: 0 opens, 1 to <see cref="StreamPieces"/> hold text, then come the end of the text, usage and the end of the stream.</summary>
    /// <returns>False where there is no such event.</returns>
    public static bool TryWriteEvent(ReadOnlySpan<byte> text, int index, IBufferWriter<byte> to)
    {
        switch (index)
        {
            case 0:
                WriteChunk("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}"u8, "null"u8, to);
                return true;
            case <= StreamPieces:
                Span<byte> delta = stackalloc byte[ChunkSize];
                "{\"content\":\""u8.CopyTo(delta);
                var piece = text[Cut(text, index - 1)..Cut(text, index)];
                piece.CopyTo(delta["{\"content\":\"".Length..]);
                var length = "{\"content\":\"".Length + piece.Length;
                "\"}"u8.CopyTo(delta[length..]);
                WriteChunk(delta[..(length + 2)], "null"u8, to);
                return true;
            case StreamPieces + 1:
                WriteChunk("{}"u8, "\"stop\""u8, to);
                return true;
            case StreamPieces + 2:
                to.Write("data: [DONE]\n\n"u8);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Writes a whole streamed answer.</summary>
    public static void WriteStream(int number, IBufferWriter<byte> to)
    {
        Span<byte> text = stackalloc byte[AnswerLength];
        WriteAnswerText(number, text);
        for (var index = 0; TryWriteEvent(text, index, to); index++)
        {
        }
    }

    /// <summary>Writes the text of an answer.</summary>
    public static void WriteAnswerText(int number, Span<byte> to) => LoadText.Write(AnswerTo(number), to);

    /// <summary>Writes a whole number in decimal digits.</summary>
    public static void WriteNumber(int number, IBufferWriter<byte> to)
    {
        Utf8Formatter.TryFormat(number, to.GetSpan(11), out var length);
        to.Advance(length);
    }

    private static int FindFirstText()
    {
        var opening = new ArrayBufferWriter<byte>();
        TryWriteEvent([], 0, opening);
        var before = opening.WrittenCount;
        Span<byte> text = stackalloc byte[AnswerLength];
        WriteAnswerText(0, text);
        TryWriteEvent(text, 1, opening);
        return before + opening.WrittenSpan[before..].IndexOf("\"content\":\""u8) + "\"content\":\"".Length;
    }

    private static int AnswerTo(int number) => (number + (LoadText.Count / 2)) % LoadText.Count;

    // About five characters a piece, as tokens are; never between the bytes of an escape.
    private static int Cut(ReadOnlySpan<byte> text, int piece)
    {
        var at = text.Length * piece / StreamPieces;
        return at > 0 && at < text.Length && text[at - 1] == '\\' ? at - 1 : at;
    }

    private static void WriteChunk(ReadOnlySpan<byte> delta, ReadOnlySpan<byte> finish, IBufferWriter<byte> to)
    {
        to.Write("data: {\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\",\"created\":1760000000,\"model\":\"bench\",\"service_tier\":\"default\",\"system_fingerprint\":\"fp_44709d6fcb\",\"choices\":[{\"index\":0,\"delta\":"u8);
        to.Write(delta);
        to.Write(",\"logprobs\":null,\"finish_reason\":"u8);
        to.Write(finish);
        to.Write("}]}\n\n"u8);
    }
}
