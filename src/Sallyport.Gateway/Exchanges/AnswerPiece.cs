using System.Buffers;
using System.Text;
using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Json;

namespace Sallyport.Gateway.Exchanges;

/// <summary>Where a stretch of a channel's text stands in an answer's or event's bytes.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="From">The stretch's start in the channel's text, as the provider sent it.</param>
/// <param name="To">The stretch's end.</param>
/// <param name="Bytes">The token.</param>
/// <param name="Kind">What the token is.</param>
internal readonly record struct AnswerPiece(AnswerChannel Channel, int From, int To, ByteRange Bytes, SlotKind Kind)
{
    /// <summary>Whether it may leave, as it came or edited.</summary>
    public bool IsReady => Channel.IsReady(To);

    /// <summary>Whether it is edited or cut.</summary>
    public bool IsEdited => Channel.IsEdited(From, To);

    /// <summary>Whether the channel's cut lies before the end of this piece, so that the answer ends here.</summary>
    public bool IsCut => Channel.Cut is { } cut && cut.Offset <= To && (cut.Offset < To || From == To)
        || (IsName && IsEdited);

    // A name can't be written anew without changing what the document says, so what must not pass there stops the answer.
    private bool IsName => Kind is SlotKind.PropertyName;

    /// <summary>Adds the edit that writes the piece as its guard lets it leave.</summary>
    public void AddTo(ByteEdits edits, ArrayBufferWriter<char> scratch)
    {
        scratch.ResetWrittenCount();
        Channel.Write(From, To, scratch);
        if (Kind is not (SlotKind.JsonValue or SlotKind.RepeatedJsonValue))
        {
            edits.ReplaceString(Bytes, scratch.WrittenSpan);
        }
        else if (scratch.WrittenCount == 0)
        {
            edits.Replace(Bytes, "{}"u8.ToArray());
        }
        else
        {
            edits.Replace(Bytes, Encoding.UTF8.GetBytes(scratch.WrittenSpan.ToArray()));
        }
    }
}
