using System.Buffers;
using Microsoft.Extensions.AI;

namespace Sallyport.Hosting;

/// <summary>One content of an answer on its way out.</summary>
/// <param name="content">The copy that leaves.</param>
internal sealed class OutputPiece(AIContent content)
{
    /// <summary>The text that it is a stretch of; null for one that was judged whole.</summary>
    public OutputChannel? Channel { get; init; }

    /// <summary>Where the stretch begins, in UTF-16 code units of the text as it came.</summary>
    public int From { get; init; }

    /// <summary>Where it ends.</summary>
    public int To { get; init; }

    /// <summary>The guard that blocks it whole; null where none does.</summary>
    public string? BlockedBy { get; init; }

    /// <summary>Whether its final form is known.</summary>
    public bool IsClear => Channel is null || Channel.Guard.Cut is not null || Channel.Guard.ClearTo >= To;

    /// <summary>The guard that ends the answer here; null where it goes on.</summary>
    public string? Cut => BlockedBy ?? (Channel?.Guard.Cut is { } cut && (cut.Offset < To || (From == To && cut.Offset <= From)) ? cut.Guard : null);

    /// <summary>What leaves; null where nothing does.</summary>
    public AIContent? Release()
    {
        if (BlockedBy is not null)
        {
            return null;
        }

        if (Channel is null)
        {
            return content;
        }

        var left = new ArrayBufferWriter<char>(Math.Max(1, To - From));
        Channel.Guard.Write(From, To, left);
        Channel.Guard.Release(To);
        var text = new string(left.WrittenSpan);
        if (content is TextReasoningContent reasoning)
        {
            reasoning.Text = text;
        }
        else
        {
            ((TextContent)content).Text = text;
        }

        return text.Length == 0 && To > From ? null : content;
    }
}
