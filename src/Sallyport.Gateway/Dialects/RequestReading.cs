using System.Buffers;
using Sallyport.Gateway.Json;
using Sallyport.Text;

namespace Sallyport.Gateway.Dialects;

/// <summary>
/// A request as its dialect reads it. Segments' texts and all ranges are valid until <see cref="Dispose"/>, as long as the body's bytes stay.
/// Not safe for concurrent use.
/// </summary>
internal sealed class RequestReading : IDisposable
{
    // Measured: some 280 bytes for a short string and what is said of it, and 2 KB for a tool call's arguments; a byte of a body stands for 32.
    private const int NodeWeight = 8;
    private const int NestedWeight = 64;

    /// <summary>The body's nodes.</summary>
    public JsonMap Map { get; } = new();

    /// <summary>Holds the decoded texts.</summary>
    public CharArena Arena { get; } = new();

    /// <summary>Why the request can't be read, or null. Then nothing else here counts.</summary>
    public Refusal? Refusal { get; set; }

    /// <summary>The model asked for.</summary>
    public string Model { get; set; } = "";

    /// <summary>Whether the answer is to be streamed.</summary>
    public bool IsStream { get; set; }

    /// <summary>Answers asked for.</summary>
    public int Choices { get; set; } = 1;

    /// <summary>The most tokens that one answer may have; null where the request doesn't say.</summary>
    public long? MaxOutputTokens { get; set; }

    /// <summary>Everything that is to be inspected or accounted for, in document order.</summary>
    public List<Segment> Segments { get; } = [];

    /// <summary>Where each segment stands: slot n for segment n.</summary>
    public List<RequestSlot> Slots { get; } = [];

    /// <summary>JSON documents inside strings.</summary>
    public List<NestedArguments> Nested { get; } = [];

    /// <summary>Items that may pass only if this gateway issued them to this tenant.</summary>
    public List<OpaqueItem> OpaqueItems { get; } = [];

    /// <summary>Tools that the provider executes.</summary>
    public List<ProviderUse> ProviderTools { get; } = [];

    /// <summary>References to state that the provider holds.</summary>
    public List<ProviderUse> ProviderState { get; } = [];

    /// <summary>The edits that tell the provider to keep nothing.</summary>
    public List<ByteEdit> RetentionEdits { get; } = [];

    /// <summary>The edits that take the wish for token probabilities out, which tell text that a guard removes. Empty where there is none.</summary>
    public List<ByteEdit> LogProbEdits { get; } = [];

    /// <summary>
    /// What the reading holds beside the body, in bytes as a body's are counted: of many short values it is a multiple of what they were sent in.
    /// </summary>
    public long Weight => (NodeWeight * (long)Map.Count) + (NestedWeight * (long)Nested.Count);

    /// <summary>The JSON pointer of a segment; one inside nested JSON has its string's, <c>#</c> and its own.</summary>
    public string PointerOf(int segment)
    {
        var slot = Slots[segment];
        return slot.Nested < 0
            ? JsonPointer.Of(Map[slot.Row])
            : JsonPointer.Of(Map[Nested[slot.Nested].Row]) + "#" + JsonPointer.Of(Nested[slot.Nested].Json.Map[slot.Row]);
    }

    /// <summary>Writes the body, with some segments' texts replaced.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="replacements">The new text of each segment that changes; its slot must be editable.</param>
    /// <param name="others">Other edits: of retention, of probabilities.</param>
    public void Write(IBufferWriter<byte> to, IReadOnlyDictionary<int, string> replacements, IEnumerable<ByteEdit> others)
    {
        var edits = new ByteEdits();
        foreach (var edit in others)
        {
            edits.Add(edit);
        }

        var nested = new ByteEdits?[Nested.Count];
        foreach (var (segment, text) in replacements)
        {
            var slot = Slots[segment];
            if (!slot.IsEditable)
            {
                throw new InvalidOperationException($"Segment {segment} is a {slot.Kind} and can't be edited in place.");
            }

            (slot.Nested < 0 ? edits : nested[slot.Nested] ??= new ByteEdits()).ReplaceString(slot.Bytes, text);
        }

        for (var i = 0; i < nested.Length; i++)
        {
            if (nested[i] is { } inner)
            {
                edits.Replace(Nested[i].Token, Rewritten(Nested[i].Json.Map.Document.Span, inner));
            }
        }

        edits.Apply(Map.Document.Span, to);
    }

    /// <summary>Returns what was rented.</summary>
    public void Dispose()
    {
        foreach (var nested in Nested)
        {
            nested.Json.Dispose();
        }

        Nested.Clear();
        Map.Dispose();
        Arena.Dispose();
    }

    private static ReadOnlyMemory<byte> Rewritten(ReadOnlySpan<byte> document, ByteEdits edits)
    {
        var inner = new ArrayBufferWriter<byte>(document.Length + 16);
        edits.Apply(document, inner);
        var token = new ArrayBufferWriter<byte>(inner.WrittenCount + 16);
        JsonText.WriteString(token, inner.WrittenSpan);
        return token.WrittenMemory;
    }
}
