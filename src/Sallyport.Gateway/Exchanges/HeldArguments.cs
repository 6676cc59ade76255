using System.Buffers;
using Sallyport.Pipeline;

namespace Sallyport.Gateway.Exchanges;

/// <summary>A tool call's arguments: held until complete, read as JSON, then released as they came or as one rewritten text.</summary>
internal sealed class HeldArguments(ChannelId id, ChannelGuard guard) : AnswerChannel(id)
{
    /// <summary>The most that one call's arguments may have, in UTF-16 code units. More is an upstream failure: it cannot be held.</summary>
    public const int MaxLength = 1 << 20;

    /// <summary>What the record names as the guard that blocks a tool call for what it is.</summary>
    public const string Guard = "tools";

    private readonly ArrayBufferWriter<char> _raw = new();
    private ArgumentText? _arguments;

    public override int Length => _raw.WrittenCount;

    // Half of a call is none: whatever it was cut for, nothing of it leaves. Nor does one that two clients would run as different calls.
    public override Cut? Cut => guard.Cut is { } cut ? cut with { Offset = 0 } : Ambiguity is { } ambiguity ? CutFor(ambiguity) : null;

    /// <summary>Whether the tool takes free text, which is its own canonical form.</summary>
    public bool IsFree { get; set; }

    public override bool IsComplete => _arguments is not null;

    private string? Ambiguity => IsFree ? null : _arguments?.Ambiguity;

    public override FindingTally Findings => guard.Findings;

    public override IReadOnlyList<string> Unreachable => guard.Unreachable;

    public override ReadOnlyMemory<char> Original => _raw.WrittenMemory;

    public bool IsTooLong => _raw.WrittenCount > MaxLength;

    public override string ForOthers() => guard.ForOthers();

    public override void Append(ReadOnlySpan<char> text)
    {
        if (!IsTooLong)
        {
            _raw.Write(text);
        }
    }

    public override void Complete()
    {
        if (_arguments is null)
        {
            _arguments = ArgumentText.Read(_raw.WrittenMemory, IsFree);
            guard.Append(_arguments.Text.Span);
            guard.Complete();
        }
    }

    public override bool IsReady(int to) => IsComplete;

    // An edit anywhere rewrites the whole: the first event that carries arguments gets all of it, the others none.
    public override bool IsEdited(int from, int to) => guard.Edits.Count > 0 || Cut is not null;

    public override void Write(int from, int to, IBufferWriter<char> destination)
    {
        if (from == 0 && Cut is null)
        {
            _arguments!.Write(guard, destination);
        }
    }

    public override bool HasText(ReadOnlySpan<char> text) => _raw.WrittenSpan.SequenceEqual(text);

    public override void Release(int offset)
    {
    }

    public override void Dispose()
    {
        _arguments?.Dispose();
        guard.Dispose();
    }

    private static Cut CutFor(string ambiguity) =>
        new(0, Guard, Finding: null) { Reason = $"A tool call's arguments have no canonical form: they hold {ambiguity}." };
}
