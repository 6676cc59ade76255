using System.Buffers;
using Sallyport.Gateway.Dialects;
using Sallyport.Pipeline;

namespace Sallyport.Gateway.Exchanges;

/// <summary>Writes the request as it may leave: byte for byte, but for what guards edit and for the fields that would make a provider keep it.</summary>
internal static class RequestRewrite
{
    /// <summary>The body to send; the original memory where nothing changes. False where an edit falls on a segment that can't be edited in place.</summary>
    public static bool TryWrite(RequestReading request, InputInspection inspection, bool hidesLogProbs, out ReadOnlyMemory<byte> body)
    {
        body = request.Map.Document;
        var replacements = new Dictionary<int, string>();
        foreach (var segment in inspection.Segments)
        {
            if (segment.Edited is not { } edited)
            {
                continue;
            }

            if (!request.Slots[segment.Segment.Index].IsEditable)
            {
                return false;
            }

            replacements[segment.Segment.Index] = edited;
        }

        IEnumerable<Json.ByteEdit> others = request.RetentionEdits;
        if (hidesLogProbs)
        {
            others = others.Concat(request.LogProbEdits);
        }

        if (replacements.Count == 0 && !others.Any())
        {
            return true;
        }

        var written = new ArrayBufferWriter<byte>(body.Length + 256);
        request.Write(written, replacements, others);
        body = written.WrittenMemory;
        return true;
    }
}
