using System.Text;
using Sallyport.Detection;
using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Json;
using Sallyport.Issuance;
using Sallyport.Pipeline;
using Sallyport.Tenancy;
using Sallyport.Text;

namespace Sallyport.Gateway.Exchanges;

/// <summary>All texts of one answer with their guards, whether it streams or not. Not safe for concurrent use.</summary>
internal sealed partial class AnswerGuards(ExchangeScope scope, InspectionScope output, TenantVault vault, bool keepsText) : IDisposable
{
    /// <summary>The most texts that one answer may have; more is an upstream failure.</summary>
    public const int MaxChannels = 16_384;

    private const int MaxWords = 256;
    private const int MaxWord = 64;

    // What repeats at one place is read as often in a row as a telephone number has digits; one that goes on is read behind as much.
    private const int ShortestRow = 32;
    private const int LongestRow = 4096;

    private readonly Dictionary<ChannelId, AnswerChannel> _channels = [];
    private readonly List<AnswerChannel> _inOrder = [];

    // Names and words that a provider of its own adds to every event: read once, as long as they leave as they came.
    private readonly Dictionary<string, AnswerChannel> _words = new(StringComparer.Ordinal);

    // Labels that were read, and the last one of each channel with how often it has stood there since the channel went on.
    private readonly Dictionary<string, AnswerChannel> _labels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AnswerChannel> _callLabels = new(StringComparer.Ordinal);
    private readonly Dictionary<ChannelId, (string Label, int Count)> _rows = [];

    // What the provider gives back of the request is no leak of it.
    private readonly InspectionScope _echo = output with { Instructions = [] };
    private readonly HashSet<(ChannelId Channel, string Name)> _calls = [];
    private int _extra;

    /// <summary>How many answers were asked for. Clients that asked for one read whatever choice comes first as it.</summary>
    public int Choices { get; init; } = int.MaxValue;

    /// <summary>In the order in which they began.</summary>
    public IReadOnlyList<AnswerChannel> Channels => _inOrder;

    /// <summary>The forms of the answer's parts that no detector reads, each with whether it was blocked.</summary>
    public List<(Form Form, string? BlockedBy)> Uninspectable { get; } = [];

    /// <summary>Digests of items that only their issuer can open, to be kept, and cleared, before what was taken in leaves.</summary>
    public List<byte[]> Issued { get; } = [];

    /// <summary>Tool calls in the answer, in their order.</summary>
    public List<ToolCallHead> ToolCalls { get; } = [];

    /// <summary>The guard that blocks one of the answer's uninspectable parts or tool calls; null where none does.</summary>
    public string? BlockedBy { get; private set; }

    /// <summary>Characters of the answer's own texts so far: without words of the protocol and what the provider repeats of the request.</summary>
    public long Length
    {
        get
        {
            var length = 0L;
            foreach (var channel in _inOrder)
            {
                length += channel.IsStructure || channel.Id.Kind == ChannelKind.Unknown ? 0 : channel.Length;
            }

            return length;
        }
    }

    /// <summary>Token counts as last reported.</summary>
    public TokenUsage Usage { get; private set; }

    /// <summary>Why the answer can't be guarded (too many or too long texts), or null.</summary>
    public string? Fault { get; private set; }

    /// <summary>Takes in all texts of an answer or event.</summary>
    /// <param name="content">What the dialect has read.</param>
    /// <param name="into">Gets a piece for each slot, in their order.</param>
    /// <param name="calls">Gets the channels of tool calls that begin here.</param>
    public void Take(AnswerContent content, List<AnswerPiece> into, List<AnswerChannel> calls)
    {
        foreach (var call in content.ToolCalls)
        {
            Fault ??= call.Channel.Choice >= Choices ? "The answer has more choices than were asked for." : null;
            if (Fault is not null)
            {
                return;
            }

            if (_calls.Add((call.Channel, call.Name)))
            {
                ToolCalls.Add(call);
                Fault ??= ToolCalls.Count > MaxChannels ? $"The answer has more than {MaxChannels} tool calls." : null;
            }

            var channel = _channels.GetValueOrDefault(call.Channel) ?? Open(call.Channel, output);
            calls.Add(channel);
            if (channel is HeldArguments held)
            {
                held.IsFree |= !call.IsJson;
            }

            if (!call.IsByProvider && !scope.Policy.AllowsTool(call.Name))
            {
                BlockedBy ??= HeldArguments.Guard;
            }
        }

        var unknown = scope.Plans.ForOutput(ChannelKind.Unknown);
        foreach (var part in content.Uninspectable)
        {
            var guard = unknown.Coverage.GuardAgainst(part.Form);
            BlockedBy ??= guard;
            Uninspectable.Add((part.Form, guard));
        }

        foreach (var item in content.OpaqueItems)
        {
            Issued.Add(IssuedItems.DigestOf(vault, item.Bytes.In(content.Map.Document.Span)));
            if (Issued.Count > MaxChannels)
            {
                Fault ??= $"The answer has more than {MaxChannels} encrypted items.";
            }
        }

        if (content.Usage is { } usage)
        {
            Usage = Usage.With(usage);
        }

        foreach (var slot in content.Slots)
        {
            if (Fault is not null)
            {
                return;
            }

            Fault ??= slot.Channel.Choice >= Choices ? "The answer has more choices than were asked for." : null;
            into.Add(Take(slot, content.Map.Document.Span));
        }

        TakeStructure(content, into);
    }

    /// <summary>Says that a channel gets no more text; one that never had any is none.</summary>
    public void Complete(ChannelId id)
    {
        if (_channels.TryGetValue(id, out var channel))
        {
            channel.Complete();
        }
    }

    /// <summary>Says that no channel gets any more text.</summary>
    public void CompleteAll()
    {
        foreach (var channel in _inOrder)
        {
            channel.Complete();
        }
    }

    /// <summary>The answer's texts as they came, as segments that follow the request's. Only where texts are kept.</summary>
    public IEnumerable<Segment> Originals(int first)
    {
        foreach (var channel in _inOrder)
        {
            if (channel.Length > 0 && !channel.IsStructure)
            {
                var origin = channel.Id.Kind is ChannelKind.Reasoning ? Origin.Reasoning : Origin.Assistant;
                yield return new(first++, origin, Trust.Untrusted, Form.Text, channel.Original);
            }
        }
    }

    /// <summary>Tells the record what became of each text.</summary>
    public void AddTo(ExchangeRecord record)
    {
        foreach (var channel in _inOrder)
        {
            var remote = _remote.Count == 0 ? null : _remote.GetValueOrDefault(channel);
            IReadOnlyList<string> unreachable = remote is null ? channel.Unreachable : [.. channel.Unreachable, .. remote.Unreachable];
            var isBlocked = channel.Cut is not null || remote?.BlockedBy is not null;
            var coverage = isBlocked ? Coverage.Blocked : unreachable.Count > 0 ? Coverage.Unreachable : Coverage.Passed;
            var findings = remote is null ? channel.Findings : channel.Findings.With(remote.Findings);
            record.AddOutput(findings.Total > 0 ? PlaceOf(channel.Id) : "", coverage, findings, unreachable);
            record.BlockedBy ??= channel.Cut?.Guard;
            record.Reason ??= channel.Cut?.Reason;
        }

        foreach (var (_, guard) in Uninspectable)
        {
            record.AddOutput("part", guard is null ? Coverage.Uninspectable : Coverage.Blocked, FindingTally.None, []);
        }

        record.BlockedBy ??= BlockedBy;
    }

    private static string PlaceOf(ChannelId id) => $"{id.Kind}/{id.Choice}/{id.Item}/{id.Part}";

    /// <summary>The channel of this id, or null where no text of it has come.</summary>
    public AnswerChannel? Find(ChannelId id) => _channels.GetValueOrDefault(id);

    /// <summary>Reads text of an envelope (a comment in a stream) that belongs to no channel of the dialect.</summary>
    public AnswerChannel TakeExtra(ReadOnlySpan<char> text)
    {
        var channel = Open(new(-1, ChannelKind.Unknown, _extra++), output);
        channel.Append(text);
        channel.Complete();
        return channel;
    }

    /// <summary>Whether guards act on a channel, so that nothing may go round them.</summary>
    public bool IsEnforcing(ChannelId id) => scope.Plans.ForOutput(id.Kind).IsEnforcing;

    public void Dispose()
    {
        foreach (var channel in _inOrder)
        {
            channel.Dispose();
        }
    }

    private AnswerPiece Take(in AnswerSlot slot, ReadOnlySpan<byte> document)
    {
        var token = slot.Bytes.In(document);
        if (slot.Kind is SlotKind.Number)
        {
            return Take(slot, JsonNumber.TextOf(token));
        }

        var isJsonValue = slot.Kind is SlotKind.JsonValue or SlotKind.RepeatedJsonValue;
        using var chars = new CharBuffer(token.Length);
        var length = isJsonValue ? Encoding.UTF8.GetChars(token, chars.Span) : JsonText.Unescape(token[1..^1], chars.Span);
        return Take(slot, chars.Span[..length]);
    }

    private AnswerPiece Take(in AnswerSlot slot, ReadOnlySpan<char> text)
    {
        var length = text.Length;
        if (slot.Kind is SlotKind.Repeat or SlotKind.RepeatedJsonValue)
        {
            return new(Repeated(slot.Channel, text), 0, length, slot.Bytes, slot.Kind);
        }

        if (slot.Kind is SlotKind.Label)
        {
            return new(Label(slot, text), 0, length, slot.Bytes, slot.Kind);
        }

        var isWord = length <= MaxWord && !slot.IsOfCall && slot.Channel.Kind is ChannelKind.Unknown && slot.Kind is SlotKind.Text or SlotKind.PropertyName or SlotKind.Number;
        if (isWord && _words.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out var word))
        {
            return new(word, 0, length, slot.Bytes, slot.Kind);
        }

        var channel = _channels.GetValueOrDefault(slot.Channel) ?? Open(slot.Channel, slot.Kind is SlotKind.Echo ? _echo : output, slot.IsOfCall);
        if (channel.IsComplete)
        {
            channel = GoOn(slot, channel);
        }

        var from = channel.Length;
        channel.Append(text);
        if (channel is HeldArguments { IsTooLong: true })
        {
            Fault ??= $"A tool call's arguments are longer than {HeldArguments.MaxLength} characters.";
        }

        if (slot.Kind is not SlotKind.Delta)
        {
            channel.Complete();
        }

        if (isWord && from == 0 && _words.Count < MaxWords && !channel.IsEdited(0, length))
        {
            _words[text.ToString()] = channel;
        }

        return new(channel, from, from + length, slot.Bytes, slot.Kind);
    }

    // A wire that goes on after it said that a text was whole. A client reads on, so what comes is read behind what had left undecided, and
    // behind what stood there again and again.
    private AnswerChannel GoOn(in AnswerSlot slot, AnswerChannel earlier)
    {
        var channel = Open(NextExtra(slot.Channel), output, slot.IsOfCall);
        if (slot.Kind is SlotKind.Delta)
        {
            _channels[slot.Channel] = channel;
            var before = _rows.Remove(slot.Channel, out var row) ? Row(row.Label, Math.Min(row.Count, LongestRow / row.Label.Length)) : earlier.Undecided.Span;
            (channel as StreamedText)?.GoOnFrom(before);
        }

        return channel;
    }

    // A label leaves at once, so it is read not only as it stands: also as what clients make of it that join two of it and more.
    private AnswerChannel Label(in AnswerSlot slot, ReadOnlySpan<char> text)
    {
        var place = slot.Channel;
        var labels = slot.IsOfCall ? _callLabels : _labels;
        var count = _rows.TryGetValue(place, out var row) ? row.Count + 1 : 2;
        if (labels.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out var label, out var channel))
        {
            _rows[place] = (label, count);
            return channel;
        }

        label = text.ToString();
        _rows[place] = (label, count);
        channel = Open(NextExtra(place), output, slot.IsOfCall);
        channel.Append(label);
        for (var times = 2; times == 2 || (times - 1) * label.Length < ShortestRow; times++)
        {
            channel.Append("\n");
            channel.Append(Row(label, times));
        }

        channel.Complete();
        if (channel.IsEdited(label.Length, channel.Length))
        {
            Fault ??= "A field that the protocol doesn't name repeats a part of what a guard removes.";
        }

        return labels[label] = channel;
    }

    private static string Row(string label, int count) => string.Concat(Enumerable.Repeat(label, count));

    private ChannelId NextExtra(ChannelId like) => like with { Part = -1 - _extra++ };

    // A repeat says what its channel said. One that says something else is a text of its own, and guarded as such.
    private AnswerChannel Repeated(ChannelId id, ReadOnlySpan<char> text)
    {
        if (_channels.TryGetValue(id, out var channel))
        {
            channel.Complete();
            if (channel.HasText(text))
            {
                return channel;
            }
        }

        channel = Open(channel is null ? id : NextExtra(id), output);
        channel.Append(text);
        channel.Complete();
        return channel;
    }

    private AnswerChannel Open(ChannelId id, InspectionScope inspection, bool isOfCall = false)
    {
        // What a client runs goes by a call's id and name as much as by its arguments.
        var restores = scope.Policy.Document.RestoresMasksInToolArguments || (id.Kind is not ChannelKind.ToolArguments && !isOfCall);
        var guard = new ChannelGuard(scope.Plans.ForOutput(id.Kind), inspection, scope.Masks, restores, keepsText, scope.Allowance);
        return Keep(id.Kind is ChannelKind.ToolArguments ? new HeldArguments(id, guard) : new StreamedText(id, guard));
    }

    private AnswerChannel Keep(AnswerChannel channel)
    {
        if (_inOrder.Count == MaxChannels)
        {
            Fault ??= $"The answer has more than {MaxChannels} texts.";
        }

        _channels[channel.Id] = channel;
        _inOrder.Add(channel);
        return channel;
    }
}
