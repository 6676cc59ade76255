using System.Buffers;
using Sallyport.Pipeline;

namespace Sallyport.Gateway.Exchanges;

/// <summary>A text that leaves as it comes, as soon as its guard lets it.</summary>
internal sealed class StreamedText(ChannelId id, ChannelGuard guard) : AnswerChannel(id)
{
    private char[] _undecided = [];

    public override int Length => guard.Length;

    public override Cut? Cut => guard.Cut;

    public override bool IsComplete => guard.IsComplete;

    public override FindingTally Findings => guard.Findings;

    public override ReadOnlyMemory<char> Undecided => _undecided;

    public override IReadOnlyList<string> Unreachable => guard.Unreachable;

    public override ReadOnlyMemory<char> Original => guard.Original.AsMemory();

    public override string ForOthers() => guard.ForOthers();

    public override void Append(ReadOnlySpan<char> text) => guard.Append(text);

    /// <summary>Reads what another channel has sent before. A finding that begins there loses what comes here.</summary>
    public void GoOnFrom(ReadOnlySpan<char> sent) => guard.Append(sent);

    public override void Complete()
    {
        if (!guard.IsComplete)
        {
            _undecided = guard.Undecided.ToArray();
            guard.Complete();
        }
    }

    public override bool IsReady(int to) => guard.ClearTo >= to || guard.Cut is not null;

    public override bool IsEdited(int from, int to) => guard.IsEdited(from, to);

    public override void Write(int from, int to, IBufferWriter<char> destination) => guard.Write(from, to, destination);

    public override bool HasText(ReadOnlySpan<char> text) => guard.HasText(text);

    public override void Release(int offset) => guard.Release(offset);

    public override void Dispose() => guard.Dispose();
}
