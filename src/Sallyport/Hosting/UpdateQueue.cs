using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;

namespace Sallyport.Hosting;

/// <summary>The updates of a streamed answer in the order they came. Its head leaves once every text in it is clear.</summary>
internal sealed class UpdateQueue(OutputGuard guard)
{
    private readonly Queue<(ChatResponseUpdate Copy, OutputPiece[] Pieces)> _waiting = new();
    private ChatResponseUpdate? _last;

    /// <summary>The guard that ended the answer, once all before it has left.</summary>
    public string? BlockedBy { get; private set; }

    /// <summary>Whether reading on would be in vain: something that waits is blocked.</summary>
    public bool MustEnd { get; private set; }

    public void Add(ChatResponseUpdate update)
    {
        var copy = update.Clone();
        copy.RawRepresentation = null;
        copy.AdditionalProperties = guard.Properties(update.AdditionalProperties);
        copy.Contents = [];
        var pieces = update.Contents.Select(content => guard.Take(content, update.MessageId)).ToArray();
        _waiting.Enqueue((copy, pieces));
        MustEnd |= pieces.Any(piece => piece.Cut is not null);
    }

    public bool TryTake([NotNullWhen(true)] out ChatResponseUpdate? update)
    {
        update = null;
        if (BlockedBy is not null || !_waiting.TryPeek(out var head) || !head.Pieces.All(piece => piece.IsClear))
        {
            return false;
        }

        _waiting.Dequeue();
        foreach (var piece in head.Pieces)
        {
            if (piece.Release() is { } content)
            {
                head.Copy.Contents.Add(content);
            }

            if (piece.Cut is { } blocking)
            {
                BlockedBy = blocking;
                head.Copy.FinishReason = null;
                break;
            }
        }

        update = _last = head.Copy;
        return true;
    }

    /// <summary>The update that ends a blocked answer.</summary>
    public ChatResponseUpdate End(AIContent notice) => new(_last?.Role ?? ChatRole.Assistant, [notice])
    {
        FinishReason = ChatFinishReason.ContentFilter,
        ResponseId = _last?.ResponseId,
        MessageId = _last?.MessageId,
        ModelId = _last?.ModelId,
        CreatedAt = _last?.CreatedAt,
    };
}
