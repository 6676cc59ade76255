using System.Buffers;
using Sallyport.Pipeline;

namespace Sallyport.Gateway.Exchanges;

/// <summary>One text of an answer, on its way through a guard. Offsets are those of the text as the provider sent it.</summary>
internal abstract class AnswerChannel(ChannelId id) : IDisposable
{
    /// <summary>Which text.</summary>
    public ChannelId Id { get; } = id;

    /// <summary>Whether these are words of the protocol, and no text of the answer's.</summary>
    public bool IsStructure { get; init; }

    /// <summary>How much has come.</summary>
    public abstract int Length { get; }

    /// <summary>How much the client has got, in offsets of what came.</summary>
    public int SentTo { get; set; }

    /// <summary>Where the guard cut it, once that is certain.</summary>
    public abstract Cut? Cut { get; }

    /// <summary>Whether nothing more comes.</summary>
    public abstract bool IsComplete { get; }

    public abstract FindingTally Findings { get; }

    /// <summary>What was undecided, or being removed, when the channel was said to be complete. Should its text go on after all, this is read before it.</summary>
    public virtual ReadOnlyMemory<char> Undecided => default;

    public abstract IReadOnlyList<string> Unreachable { get; }

    /// <summary>The whole text as it came; empty where it was not to be kept.</summary>
    public abstract ReadOnlyMemory<char> Original { get; }

    /// <summary>The text for a remote guard: what is redacted is, and masked values stay placeholders. Only where it was kept.</summary>
    public abstract string ForOthers();

    public abstract void Append(ReadOnlySpan<char> text);

    public abstract void Complete();

    /// <summary>Whether all before an offset has its final form, or is behind a cut.</summary>
    public abstract bool IsReady(int to);

    public abstract bool IsEdited(int from, int to);

    public abstract void Write(int from, int to, IBufferWriter<char> destination);

    /// <summary>Whether the whole text is this one. Only asked of channels whose text is kept.</summary>
    public abstract bool HasText(ReadOnlySpan<char> text);

    /// <summary>Lets go of what has left.</summary>
    public abstract void Release(int offset);

    public abstract void Dispose();
}
