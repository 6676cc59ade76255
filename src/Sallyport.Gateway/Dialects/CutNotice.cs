using System.Buffers;
using Sallyport.Gateway.Json;

namespace Sallyport.Gateway.Dialects;

/// <summary>The field in which a cut answer tells its exchange; clients that don't know it leave it alone.</summary>
internal static class CutNotice
{
    /// <summary>Adds the field to an answer's root.</summary>
    public static void Add(JsonNode root, Refusal refusal, ByteEdits edits)
    {
        var value = new ArrayBufferWriter<byte>(128);
        Write(value, refusal);
        Set(root, "sallyport"u8, value.WrittenSpan, edits);
    }

    /// <summary>Sets a property of an object that has some: in its place where it stands, else at the end.</summary>
    public static void Set(JsonNode owner, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ByteEdits edits)
    {
        if (owner[name] is { Kind: not JsonKind.None } there)
        {
            edits.Replace(there.Range, value.ToArray());
        }
        else
        {
            var end = owner.Range.End - 1;
            edits.Replace(new ByteRange(end, end), (byte[])[.. ",\""u8, .. name, .. "\":"u8, .. value]);
        }
    }

    /// <summary>Writes the field's value: the exchange's id and the message.</summary>
    public static void Write(IBufferWriter<byte> to, Refusal refusal)
    {
        to.Write("{\"exchange\":"u8);
        JsonText.WriteString(to, refusal.Exchange?.Value ?? "");
        to.Write(",\"message\":"u8);
        JsonText.WriteString(to, refusal.FullMessage);
        to.Write("}"u8);
    }
}
