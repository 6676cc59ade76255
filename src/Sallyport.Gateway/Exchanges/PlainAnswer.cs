using System.Buffers;
using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Json;

namespace Sallyport.Gateway.Exchanges;

/// <summary>Lets a whole answer through: the same guards as a stream's, fed once.</summary>
internal static class PlainAnswer
{
    /// <summary>Writes the answer as its guards let it leave. Unedited, it leaves byte for byte.</summary>
    /// <param name="dialect">The protocol.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="guards">Its guards, which have read nothing yet.</param>
    /// <param name="blocked">What the client is told of an answer that a guard cut.</param>
    /// <param name="to">Takes the answer.</param>
    /// <returns>How it ended; <see cref="PlainOutcome.Refused"/> where nothing was written, since the answer can't be told as a blocked one.</returns>
    public static PlainOutcome Write(Dialect dialect, AnswerReading answer, AnswerGuards guards, Refusal blocked, IBufferWriter<byte> to)
    {
        var pieces = new List<AnswerPiece>();
        guards.Take(answer.Content, pieces, []);
        guards.CompleteAll();
        if (guards.Fault is not null)
        {
            return PlainOutcome.Refused;
        }

        var edits = new ByteEdits();
        foreach (var (channel, edit) in answer.Content.Bypasses)
        {
            if (guards.IsEnforcing(channel))
            {
                edits.Add(edit);
            }
        }

        var isBlocked = guards.BlockedBy is not null;
        if (!dialect.CanMarkBlocked && (isBlocked || pieces.Exists(static piece => piece.IsCut)))
        {
            return PlainOutcome.Refused;
        }

        if (isBlocked)
        {
            dialect.MarkBlocked(answer, choice: null, edits);
        }

        var scratch = new ArrayBufferWriter<char>();
        var cutChoices = new HashSet<int>();
        foreach (var piece in pieces)
        {
            if (piece.Kind is SlotKind.PropertyName || (piece.Channel.IsStructure && piece.Channel.Cut is not null))
            {
                if (piece.IsEdited)
                {
                    return PlainOutcome.Refused;
                }

                continue;
            }

            if (piece.Channel.IsStructure)
            {
                // Of a blocked answer ids and types stay.
                if (piece.IsEdited)
                {
                    piece.AddTo(edits, scratch);
                }

                continue;
            }

            if (isBlocked || cutChoices.Contains(piece.Channel.Id.Choice))
            {
                // Behind a cut nothing leaves, as in a stream.
                Empty(piece, edits);
                continue;
            }

            if (piece.IsEdited)
            {
                piece.AddTo(edits, scratch);
            }

            if (piece.IsCut && cutChoices.Add(piece.Channel.Id.Choice))
            {
                dialect.MarkBlocked(answer, piece.Channel.Id.Choice, edits);
            }
        }

        var isCut = isBlocked || cutChoices.Count > 0;
        if (isCut)
        {
            dialect.AddNotice(answer, blocked, edits);
        }

        edits.Apply(answer.Content.Map.Document.Span, to);
        return isCut ? PlainOutcome.Cut : PlainOutcome.Sent;
    }

    private static void Empty(in AnswerPiece piece, ByteEdits edits)
    {
        if (piece.Kind is SlotKind.JsonValue or SlotKind.RepeatedJsonValue)
        {
            edits.Replace(piece.Bytes, "{}"u8.ToArray());
        }
        else
        {
            edits.ReplaceString(piece.Bytes, []);
        }
    }
}
